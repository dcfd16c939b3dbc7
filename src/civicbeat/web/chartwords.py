"""What charts say, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _


def words() -> Mapping[str, str]:
    """The words of every chart, by the name the chart knows them by."""
    return {
        "posts": _("Posts"),
        "share": _("Share"),
        "sentiment": _("Sentiment"),
        "interval": _("Interval"),
        "hidden": _("hidden: too few people"),
        "gap": _("not heard"),
        "unread": _("not read, as the model was switched off"),
        "coverage": _("Coverage"),
        "from": _("From"),
        "to": _("Until"),
        "now": _("this period"),
        "before": _("comparison"),
        "which": _("Series"),
    }
