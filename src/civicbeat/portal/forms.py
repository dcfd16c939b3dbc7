"""What a citizen fills in: few fields, each with a label and a limit; nothing is asked that is not needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core import signing
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from civicbeat.governance.requests.cases import LONGEST_CONTACT, LONGEST_WORDS, MOST_POSTS, Asked
from civicbeat.governance.requests.wishes import Tie, Wish
from civicbeat.listen.labels import corrections

LONGEST_GIVEN = 20_000
"""As long as the longest text that is kept."""
FOUND_FOR = 3600
"""Seconds in which something may be asked about a post that was found."""
_SALT = "portal.your-data"


def sealed_posts(ids: Sequence[int]) -> str:
    """A mark that these posts were found here, so that nobody asks about others."""
    return signing.dumps([str(number) for number in ids], salt=_SALT)


class FindForm(forms.Form):
    """The address of a post, or its words."""

    what = forms.CharField(
        label=_("The address of your post, or its words exactly as you wrote them"),
        help_text=_("For example https://… Copy it from your browser, or copy the whole text of the post."),
        max_length=LONGEST_GIVEN,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give an address or the words of a post.")},
    )


class AskForm(forms.Form):
    """What is to be done about a post that was found, or what should be looked for."""

    posts = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2_000)
    wish = forms.ChoiceField(
        label=_("What should we do?"),
        choices=Wish.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what we should do."), "invalid_choice": _("Choose what we should do.")},
    )
    tie = forms.ChoiceField(
        label=_("What have you to do with the post?"),
        choices=Tie.choices,
        initial=Tie.AUTHOR,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )
    sentiment = forms.ChoiceField(label=_("The right sentiment (only for a correction)"), required=False)
    theme = forms.ChoiceField(label=_("The right theme (only for a correction)"), required=False)
    words = forms.CharField(
        label=_("What should we know?"),
        help_text=_("Why it is yours, what is wrong, where we find it. Only the person who decides reads it."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    contact = forms.CharField(
        label=_("How can we reach you? (if you like)"),
        help_text=_("You can follow your request without it. It is locked away and deleted 30 days after the answer."),
        required=False,
        max_length=LONGEST_CONTACT,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in corrections(_now("as it is")).items():
            cast("forms.ChoiceField", self.fields[name]).choices = choices

    def clean_posts(self) -> tuple[int, ...]:
        """The posts that were found."""
        mark: str = self.cleaned_data["posts"]
        if not mark:
            return ()
        try:
            found = signing.loads(mark, salt=_SALT, max_age=FOUND_FOR)
        except signing.BadSignature as error:
            raise forms.ValidationError(_now("That was an hour ago. Look for your post again.")) from error
        return tuple(int(number) for number in found[:MOST_POSTS])

    def clean(self) -> dict[str, Any]:
        """Words where no post was found; a label where one is to be corrected."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("posts") == () and not cleaned.get("words", "").strip():
            self.add_error("words", _now("Say what it is about, for example the words of the post and the day."))
        nothing = not any(cleaned.get(name) for name in ("sentiment", "theme", "words"))
        if cleaned.get("wish") == Wish.CORRECT and nothing:
            self.add_error("sentiment", _now("Say which label is wrong, and what is right."))
        return cleaned

    def asked(self, language: str) -> Asked:
        """What is asked, of a form that is right."""
        given = self.cleaned_data
        correct = given["wish"] == Wish.CORRECT
        return Asked(
            wish=Wish(given["wish"]),
            tie=Tie(given["tie"]),
            posts=given["posts"],
            sentiment=given["sentiment"] if correct else "",
            themes=(given["theme"],) if correct and given["theme"] else (),
            words=given["words"],
            contact=given["contact"],
            language=language,
        )


class KnownForm(forms.Form):
    """The number of a request and its secret."""

    number = forms.CharField(label=_("Number of your request"), max_length=40)
    secret = forms.CharField(label=_("Its secret"), max_length=80)
    words = forms.CharField(required=False, max_length=LONGEST_WORDS)
