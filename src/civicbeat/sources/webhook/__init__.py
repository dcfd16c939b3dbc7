"""Posts that partners and citizens' services deliver by a signed webhook."""

from civicbeat.sources.webhook.source import WebhookSource

__all__ = ["WebhookSource"]
