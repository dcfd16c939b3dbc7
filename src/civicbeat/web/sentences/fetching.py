"""Sentences about addresses, answers and keys: what any source may meet on its way."""

from __future__ import annotations

from django.utils.translation import gettext_noop

OF_ADDRESSES = (
    gettext_noop("The host asked to be left alone for a while."),
    gettext_noop("It is tried again then."),
    gettext_noop("The answer of {} is larger than {} MiB."),
    gettext_noop("Follow a smaller feed of it."),
    gettext_noop("{} answers with HTTP {}."),
    gettext_noop("{} asks to wait until {}."),
    gettext_noop("{} redirects in a circle."),
    gettext_noop("Look for the feed's new address."),
    gettext_noop("{} packs its answer in an unknown way."),
    gettext_noop("Tell its owner."),
    gettext_noop("{} refuses this address (HTTP {})."),
    gettext_noop("Ask its owner for leave."),
    gettext_noop("Only http and https addresses are read."),
    gettext_noop("Give an address such as https://host/feed."),
    gettext_noop("The address holds a name or password."),
    gettext_noop("Give a public address without credentials."),
    gettext_noop("The address leads into a private network."),
    gettext_noop("Only public addresses can be followed."),
    gettext_noop("{} asks programs not to read this address (robots.txt)."),
    gettext_noop("{} answers too slowly."),
    gettext_noop("The address cannot be read."),
    gettext_noop("Copy it again from a browser."),
    gettext_noop("{} asked to be left alone for a while."),
    gettext_noop("It is tried later."),
    gettext_noop("The answer of {} is wrongly packed."),
    gettext_noop("{} did not answer in time."),
    gettext_noop("That is not an address of the web."),
    gettext_noop("Give one that starts with https://."),
    gettext_noop("The address carries a name or password."),
    gettext_noop("{} cannot be reached."),
    gettext_noop("Check the address."),
    gettext_noop("{} says that this address is gone for good."),
    gettext_noop("{} redirects to an address that cannot be read."),
    gettext_noop("{} failed {} times in a row and is left alone until {}."),
)

OF_ANSWERS = (
    gettext_noop("The answer lacks its list."),
    gettext_noop("Compare it with the API's documents."),
    gettext_noop("The answer is no object."),
    gettext_noop("The answer is not JSON."),
    gettext_noop("Check that the API has not moved."),
    gettext_noop("The answer holds no token."),
    gettext_noop("The answer lacks its count."),
    gettext_noop("The client's id or secret is not accepted."),
    gettext_noop("Set the key anew, as id:secret."),
    gettext_noop("The list moved while it was read."),
    gettext_noop("It is read anew the next time."),
    gettext_noop("The list has no end."),
    gettext_noop("Compare the paging with the API's documents."),
)

OF_KEYS = (
    gettext_noop("The key {} is missing."),
    gettext_noop("Set {}, or name it in CIVICBEAT_KEYS_FILE."),
    gettext_noop("The file of keys can be read by others."),
    gettext_noop("Run: chmod 600 on CIVICBEAT_KEYS_FILE."),
    gettext_noop("The file of keys cannot be read."),
    gettext_noop("Check CIVICBEAT_KEYS_FILE."),
)
