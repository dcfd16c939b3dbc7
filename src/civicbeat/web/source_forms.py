"""Forms of sources: what a person fills in to follow a source of a kind, made from what the kind asks for."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _

from civicbeat.listen.follow import KINDS
from civicbeat.sources.options import Option
from civicbeat.web.explaining import sentence

LONGEST = 2_000
LONGEST_TITLE = 200


class SourceForm(forms.Form):
    """The options of one kind, and what people here call the source."""

    def __init__(self, kind: str, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        asked = KINDS[kind].options
        self.fields.update({option.name: _field(option) for option in asked})
        if not any(option.name == "title" for option in asked):
            called = forms.CharField(label=_("What you call it"), max_length=LONGEST_TITLE, required=False)
            self.fields["title"] = called


def _field(option: Option) -> forms.Field:
    help_text = sentence(option.why) if option.why else ""
    if option.example:
        example = _("For example %(example)s.") % {"example": option.example}
        help_text = f"{help_text} {example}".strip()
    label = sentence(option.label)
    if option.form == "yes":
        return forms.BooleanField(label=label, required=False, help_text=help_text)
    if option.choices:
        choices = [(value, value) for value in option.choices]
        return forms.ChoiceField(label=label, choices=choices, required=option.required, help_text=help_text)
    if option.form == "number":
        return forms.IntegerField(label=label, min_value=0, required=option.required, help_text=help_text)
    widget = forms.Textarea(attrs={"rows": 3}) if option.form == "words" else forms.TextInput()
    return forms.CharField(
        label=label, max_length=LONGEST, required=option.required, help_text=help_text, widget=widget
    )
