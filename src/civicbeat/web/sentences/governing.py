"""Sentences about accounts, roles, tokens and topics."""

from __future__ import annotations

from django.utils.translation import gettext_noop

OF_GOVERNING = (
    gettext_noop("This topic is closed: it has ended or not begun."),
    gettext_noop("Ask its owner to renew it."),
    gettext_noop("This name is taken, or there is none."),
    gettext_noop("Choose another name to sign in with."),
    gettext_noop("This invitation was used or has ended."),
    gettext_noop("Ask for a new one."),
    gettext_noop("The password is too weak."),
    gettext_noop("The two passwords differ."),
    gettext_noop("Write the same one twice."),
    gettext_noop("A reason is missing."),
    gettext_noop("Say why; it stands in the audit log."),
    gettext_noop("There is no such role."),
    gettext_noop("Choose one of the list."),
    gettext_noop("This agency is not part of yours."),
    gettext_noop("Ask its own operator."),
    gettext_noop("Nobody changes their own role or account."),
    gettext_noop("Ask another operator."),
    gettext_noop("This is the last operator."),
    gettext_noop("Let another one in first."),
    gettext_noop("A token needs a name and at least one right."),
    gettext_noop("Say what it is for and what it may do."),
    gettext_noop("A token ends within a year."),
    gettext_noop("Choose an earlier last day."),
    gettext_noop("A token cannot do what its person may not."),
    gettext_noop("Choose among your own rights."),
    gettext_noop("An agency cannot be part of itself."),
    gettext_noop("Choose another one above it."),
)
