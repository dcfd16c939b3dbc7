"""Lately: what changed in how somebody signs in since they last did, told to them when they sign in again.

civicbeat sends no mail; whoever changed a password or a factor in another's name is found out at the next sign-in. What
is told is read from the audit log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.audit.models import Entry
from civicbeat.records.writing import written_moment

BY_ONESELF, BY_OTHERS = "secure", ("account", "reset-second-factor")
"""Actions of the audit log: of the person, and of an operator or the command line about them."""
SIGN_IN = "sign-in"
WHAT: Mapping[str, Promise] = {
    "totp added": gettext_lazy("an authenticator app was set up"),
    "totp removed": gettext_lazy("the authenticator app was switched off"),
    "webauthn added": gettext_lazy("a passkey was added"),
    "webauthn removed": gettext_lazy("a passkey was removed"),
    "recovery_codes added": gettext_lazy("recovery codes were made"),
    "recovery_codes removed": gettext_lazy("the recovery codes ended"),
    "recovery_codes made anew": gettext_lazy("new recovery codes were made"),
    "password changed": gettext_lazy("the password was changed"),
    "wrong code": gettext_lazy("the password was right and the code wrong"),
    "account": gettext_lazy("the password was set by an operator"),
    "reset-second-factor": gettext_lazy("an operator took the second factors away"),
}
"""What is said of each subject of one's own entries, and of each action of others."""


@dataclass(frozen=True, slots=True)
class Lately:
    """What somebody is told when they sign in.

    Attributes:
        before: when they signed in the last time.
        network: from which network.
        changes: what changed since, each once, the oldest first.
    """

    before: datetime
    network: str
    changes: Sequence[Promise]

    def sentences(self, network: str, language: str) -> list[str]:
        """What is said to somebody who signs in from ``network``, in their language; nothing where all is as it was."""
        moment, said = written_moment(self.before, language), []
        if self.changes:
            changes = "; ".join(map(str, self.changes))
            text = _("Since you last signed in (%(moment)s): %(changes)s. If it was not you, tell an operator at once.")
            said.append(text % {"moment": moment, "changes": changes})
        if self.network and self.network != network:
            text = _("You last signed in %(moment)s from another network (%(network)s).")
            said.append(text % {"moment": moment, "network": self.network})
        return said


def lately(person: Account) -> Lately | None:
    """What changed since the last sign-in that stands in the audit log; ``None`` where none does."""
    last = Entry.objects.filter(action=SIGN_IN, person=person.username).first()
    if last is None:
        return None
    own = Q(action=BY_ONESELF, person=person.username)
    found = Entry.objects.filter(own | Q(action__in=BY_OTHERS, subject=person.username), number__gt=last.number)
    names = [entry.subject if entry.action == BY_ONESELF else entry.action for entry in found.order_by("number")]
    changes = [WHAT[name] for name in dict.fromkeys(names) if name in WHAT]
    return Lately(last.moment, str(last.details.get("network", "")), changes)
