"""Sites: news sites that are followed by their sitemaps."""

from civicbeat.sources.sites.source import SitesSource
from civicbeat.sources.sites.walk import roots

__all__ = ["SitesSource", "roots"]
