"""Every kind of personal data that is masked; where two overlap, the earlier one names the token."""

from __future__ import annotations

from civicbeat.enrich.mask.addresses import ADDRESSES
from civicbeat.enrich.mask.banks import BANKS
from civicbeat.enrich.mask.emails import EMAILS
from civicbeat.enrich.mask.handles import HANDLES
from civicbeat.enrich.mask.papers import PAPERS
from civicbeat.enrich.mask.phones import PHONES
from civicbeat.enrich.mask.plates import PLATES
from civicbeat.enrich.mask.reading import Pattern

PATTERNS: tuple[Pattern, ...] = (EMAILS, HANDLES, BANKS, PAPERS, PLATES, PHONES, ADDRESSES)
