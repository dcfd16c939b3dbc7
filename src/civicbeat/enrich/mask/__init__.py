"""The mask: what names a private person leaves before anything is stored. One file for each kind of personal data."""

from civicbeat.enrich.mask.mask import Mask

__all__ = ["Mask"]
