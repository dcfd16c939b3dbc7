"""The reference page of the taxonomy, in Markdown, written from the taxonomy itself."""

from __future__ import annotations

from civicbeat.enrich.themes.taxonomy import UNCLASSIFIED, Theme, themes

_HEAD = """# Themes

A theme is a class of the civic taxonomy. Every post has at least one; a post without the words of any theme is
*unclassified*, and that share is always shown. An id never changes its meaning: topics, exports and the API rely on it.

A theme is found by its phrases in Vietnamese (with or without accents, where that stays unambiguous) and English. The
longest phrase wins, idioms that only borrow a civic word cancel it, and *weak* phrases count only in twos. The phrases
stand in `src/civicbeat/enrich/themes/taxonomy/`, one file a theme.

| id | tiếng Việt | English | what belongs to it | thuộc lĩnh vực này | phrases |
|---|---|---|---|---|---|
"""


def page() -> str:
    """Markdown: every theme with its names, definitions and how many phrases find it."""
    return _HEAD + "".join(_row(each) for each in themes())


def _row(each: Theme) -> str:
    count = "none" if each.id == UNCLASSIFIED else len((*each.vi, *each.vi_exact, *each.en, *each.weak))
    cells = (f"`{each.id}`", each.name_vi, each.name_en, each.definition_en, each.definition_vi, str(count))
    return f"| {' | '.join(cells)} |\n"
