"""Wishes: what somebody may ask for about a post, how a request stands, and how it was shown whose the post is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Wish(models.TextChoices):
    """What is to be done."""

    SEE = "see", _("tell me what is held")
    CORRECT = "correct", _("correct a label")
    OBJECT = "object", _("stop using it")
    ERASE = "erase", _("erase it")


class Tie(models.TextChoices):
    """What whoever asks has to do with the post."""

    AUTHOR = "author", _("I wrote it")
    ABOUT = "about", _("it is about me")
    FOR = "for", _("I speak for somebody, for example my child")


class State(models.TextChoices):
    """How a request stands."""

    OPEN = "open", pgettext_lazy("of a request", "open")
    GRANTED = "granted", pgettext_lazy("of a request", "granted")
    REFUSED = "refused", pgettext_lazy("of a request", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a request", "withdrawn")


class Proof(models.TextChoices):
    """How it was shown that the request may be granted."""

    NONE = "", _("not shown yet")
    CODE = "code", _("the code stood in the post")
    GONE = "gone", _("the post is gone at its source")
    PERSON = "person", _("a person of the institution judged it")


class Did(models.TextChoices):
    """What happened to a request, step by step."""

    RECEIVED = "received", _("received, and acknowledged at once")
    SAID = "said", _("the person wrote")
    ASKED = "asked", _("the institution asks")
    LOOK_WANTED = "look", _("the person asks to look at the source again")
    STANDS = "stands", _("looked at the source: the post stands there, without the code")
    CODE_SEEN = "code", _("looked at the source: the code stands in the post")
    GONE = "gone", _("looked at the source: the post is gone")
    UNREACHED = "unreached", _("looked at the source: it did not answer")
    PROLONGED = "prolonged", _("prolonged, once")
    GRANTED = "granted", _("granted and done")
    REFUSED = "refused", pgettext_lazy("step", "refused")
    WITHDRAWN = "withdrawn", _("withdrawn by the person")
