"""What citizens write to the institution's own mailbox."""

from civicbeat.sources.imap.source import ImapSource

__all__ = ["ImapSource"]
