"""Themes: a civic taxonomy and the rule lexicon that finds its classes in a post."""

from civicbeat.enrich.themes.enricher import Themes, classify, reasons
from civicbeat.enrich.themes.taxonomy import THEME_IDS, UNCLASSIFIED, Theme, name, theme, themes

__all__ = ["THEME_IDS", "UNCLASSIFIED", "Theme", "Themes", "classify", "name", "reasons", "theme", "themes"]
