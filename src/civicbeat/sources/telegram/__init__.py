"""Public channels of Telegram, where their owners agree."""

from civicbeat.sources.telegram.source import TelegramSource

__all__ = ["TelegramSource"]
