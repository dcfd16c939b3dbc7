"""Opening: a kept finding is shown to whoever may see it, after the look was written down."""

from __future__ import annotations

from civicbeat.findings.keeping.content import Content, read
from civicbeat.governance.accounts.models import Account
from civicbeat.governance.switches.state import off
from civicbeat.governance.topics.keeping import looked
from civicbeat.governance.topics.models import KeptFinding
from civicbeat.store.resting import refuse


def opened(by: Account, kept: KeptFinding) -> Content:
    """What is kept, for somebody of an agency that may see it; the look is logged first.

    Raises:
        ModelSwitchedOff: it rests on a model that is switched off now: what that said is told no more, nor this.
        SchemaMismatch: another version kept it.
    """
    looked(by, kept)
    content = read(kept.content)
    for model in content.models:
        refuse(off(), model)
    return content
