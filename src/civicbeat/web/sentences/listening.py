"""Sentences about following and reading sources, and about this machine and its store."""

from __future__ import annotations

from django.utils.translation import gettext_noop

OF_FOLLOWING = (
    gettext_noop("That cannot be followed."),
    gettext_noop("Choose one of the offers."),
    gettext_noop("Give its public address."),
    gettext_noop("Nothing that was read can be used: every item lacks an id, a text or a date."),
    gettext_noop("The place may have changed its format. The shape of an item is kept; tell who keeps this program."),
    gettext_noop("The place may have changed its format."),
    gettext_noop("The shape of an item is kept; tell who keeps this program."),
    gettext_noop("Sources of the kind {} cannot be followed."),
    gettext_noop("Update civicbeat."),
    gettext_noop("“{}” has none of its values."),
    gettext_noop("Choose: {}."),
    gettext_noop("“{}” is not a whole number."),
    gettext_noop("Write it in digits."),
    gettext_noop("“{}” is missing."),
    gettext_noop("Fill it in."),
    gettext_noop("The quota of the key {} is used up."),
    gettext_noop("Reading goes on when it begins anew."),
    gettext_noop("The source says that nothing at all stands there any more."),
    gettext_noop("It is not believed. Look there; stop following it and erase its posts if it is true."),
    gettext_noop("It is not believed."),
    gettext_noop("Look there; stop following it and erase its posts if it is true."),
)

OF_PASSAGES = (
    gettext_noop("There is no such kind of personal data."),
    gettext_noop("A passage has {} to {} letters and digits."),
    gettext_noop("Mark the personal data and nothing else."),
    gettext_noop("So much of this post is masked already."),
    gettext_noop("Have the whole post erased."),
    gettext_noop("These words are not in the post."),
    gettext_noop("Copy them from the post, whole words only."),
    gettext_noop("Say what kind of data it is."),
    gettext_noop("The reason repeats the personal data."),
    gettext_noop("Say what it is without writing it."),
)

OF_STORE = (
    gettext_noop("No space is left to write; nothing of the batch was acknowledged."),
    gettext_noop("Make room, then try again."),
    gettext_noop("The question took more time or memory than one question may."),
    gettext_noop("Choose a shorter period or rarer words."),
    gettext_noop("The post store's server does not answer or refuses the account."),
    gettext_noop("Check CIVICBEAT_POSTS_URL and that the server runs."),
    gettext_noop("The embedded post store does not start."),
    gettext_noop("A process has one store at a time: close the other."),
    gettext_noop("The post store met a fault of the system ({})."),
    gettext_noop("The post store refused an order (engine error {})."),
    gettext_noop("Run civicbeat doctor."),
    gettext_noop("The period has more than {} such cells."),
    gettext_noop("Choose a coarser cut of time."),
    gettext_noop("The page does not go on from one of ours."),
    gettext_noop("Start at the first page."),
)

OF_THIS_MACHINE = (
    gettext_noop("The pseudonym key of {} is damaged."),
    gettext_noop("Restore {} from your backup."),
    gettext_noop("The post store is not open in this process."),
    gettext_noop("Start it with civicbeat serve."),
    gettext_noop("None of the {} hosts asked first answers."),
    gettext_noop("Check that this machine reaches the internet without a proxy, then try again."),
)
