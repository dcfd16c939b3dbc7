"""Reasons: whoever does something that stands in the log says why."""

from __future__ import annotations

from civicbeat.records.errors import InputError


def stated(reason: str) -> str:
    """The reason as it is kept.

    Raises:
        InputError: there is none.
    """
    if not reason.strip():
        raise missing()
    return reason.strip()


def missing() -> InputError:
    """The error of an act without a reason."""
    return InputError("A reason is missing.", do="Say why; it stands in the audit log.")
