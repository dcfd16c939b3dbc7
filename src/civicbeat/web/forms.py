"""Forms: what people fill in, with labels in their language and errors beside the field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from civicbeat.governance.topics.models import LONGEST, Topic
from civicbeat.governance.topics.refusing import refuse_unless_allowed
from civicbeat.records.errors import BadQuery, PersonalQuery
from civicbeat.records.period import today
from civicbeat.web import asking
from civicbeat.web.explaining import Where, explained, where
from civicbeat.web.subject import stored_form

if TYPE_CHECKING:
    ModelForm = forms.ModelForm
else:

    class ModelForm(forms.ModelForm):
        """A form that says of which model it is, where Django's own takes no parameter at run time."""

        def __class_getitem__(cls, _model: type) -> type:
            """The same form."""
            return cls


class DayInput(forms.DateInput):
    """A day, chosen from a calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TopicForm(ModelForm[Topic]):
    """A topic: what is listened to, why, by which right and until when (charter rule 3)."""

    class Meta:
        """In the order in which a person thinks of it."""

        model = Topic
        fields: ClassVar = ("name", "query", "purpose", "legal_basis", "starts_on", "ends_on")
        labels: ClassVar = {
            "name": _("Name"),
            "query": _("Query"),
            "purpose": _("Purpose"),
            "legal_basis": _("Legal basis"),
            "starts_on": _("Start"),
            "ends_on": _("End"),
        }
        help_texts: ClassVar = {
            "query": _("Words, phrases and fields, as in Search."),
            "purpose": _("What will be done better because you listen? It stands in the public register."),
            "legal_basis": _("The law, decree or decision that allows it, with its number."),
            "ends_on": _("When its purpose will be served: a year from its start at most."),
        }
        widgets: ClassVar = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "legal_basis": forms.Textarea(attrs={"rows": 2}),
            "starts_on": DayInput(),
            "ends_on": DayInput(),
        }

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    """When the topic was last changed, as this person saw it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.where: Where | None = None
        self.personal = ""
        if not self.instance.pk:
            self.initial["ends_on"] = today() + timedelta(days=90)

    def clean_query(self) -> str:
        """A query the store understands, about no person; where it stops understanding is kept in ``where``."""
        query: str = self.cleaned_data["query"]
        try:
            asking.store().check(stored_form(query))
            refuse_unless_allowed(self.instance.agency, query)
        except PersonalQuery as error:
            self.personal = urlencode({"q": query})
            raise forms.ValidationError(explained(error)) from error
        except BadQuery as error:
            self.where = where(error, query)
            raise forms.ValidationError(explained(error)) from error
        return query

    def clean(self) -> dict[str, Any]:
        """An end after the start, within a year."""
        cleaned = super().clean() or self.cleaned_data
        start: date | None = cleaned.get("starts_on")
        end: date | None = cleaned.get("ends_on")
        if start and end and not start < end <= start + LONGEST:
            self.add_error("ends_on", _now("The end must come after the start, within a year."))
        return cleaned


class LookForm(forms.Form):
    """Any address of the web, to see what can be followed there."""

    place = forms.URLField(label=_("Any address of the web"), assume_scheme="https", max_length=2_000)


class OfferForm(forms.Form):
    """One of the offers that were found at an address."""

    kind = forms.CharField(max_length=20)
    address = forms.URLField(assume_scheme="https", max_length=2_000)
    title = forms.CharField(max_length=200, required=False)
    tag = forms.CharField(label=_("Only this hashtag"), max_length=100, required=False)


Choices = Sequence[tuple[str, str | list[tuple[str, str]]]]
"""Of a form: a value and its name, or the name of a group and those in it."""


class EffectForm(forms.Form):
    """What was decided, for what (as an address says it), and what it should have changed."""

    decided = forms.DateField(label=_("The decision takes effect on"), widget=DayInput())
    what: forms.CharField | forms.ChoiceField = forms.CharField(max_length=210)
    outcome = forms.ChoiceField(
        label=_("What may have changed"),
        choices=[("posts", _("how much is said")), ("negative", _("how much of it is negative"))],
    )
    controls = forms.ChoiceField(
        label=_("What it is held against"),
        required=False,
        choices=[
            ("", _("what is alike: the other themes, or the other places of its level")),
            ("topics", _("my agency's other topics")),
        ],
    )


class ImpactForm(EffectForm):
    """The same, for people: with what it can be about."""

    def __init__(self, data: Any, choices: Choices) -> None:
        super().__init__(data)
        self.fields["what"] = forms.ChoiceField(label=_now("What it is about"), choices=choices)


class WithdrawnForm(forms.Form):
    """Since when an export was made."""

    since = forms.DateField(label=_("The export was made on"), widget=DayInput())


class FeedForm(forms.Form):
    """The address of a feed, or an OPML list of feeds."""

    address = forms.URLField(label=_("Address of a feed"), required=False, assume_scheme="https", max_length=2_000)
    opml = forms.CharField(
        label=_("Or paste an OPML list"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000_000
    )
    opml_file = forms.FileField(label=_("Or choose an OPML file"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of them."""
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("address", "opml", "opml_file")) and not self.errors:
            raise forms.ValidationError(_now("Give the address of a feed, or a list."))
        return cleaned
