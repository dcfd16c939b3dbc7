"""The rules of each kind of source: terms, what is stored and how deletions follow, sentence by sentence."""

from __future__ import annotations

from django.utils.translation import gettext_noop

OF_RULES = (
    gettext_noop("Public posts that say a word that is listened for, without their author's name; no picture."),
    gettext_noop("The stream tells of deleted posts and accounts; each post is also asked for again within 14 days."),
    gettext_noop("Public posts of people who do not ask to be shown to signed-in people only; no name, no picture."),
    gettext_noop("Each post is asked for again within 14 days; one that is no longer shown is deleted here."),
    gettext_noop("Each forum's own (its page /tos); public topics are offered to everybody, and robots.txt is obeyed."),
    gettext_noop("Posts in topics that everybody can read, without what they quote of others."),
    gettext_noop("The last 50 posts are compared at every reading; older ones are asked for again, one by one."),
    gettext_noop("Each feed's own: a public feed is offered for reading by programs; robots.txt is obeyed."),
    gettext_noop("Title, summary, link, date and labels; the full text only where the owner's terms allow it."),
    gettext_noop("None: an entry that leaves a feed is only no longer news."),
    gettext_noop("Erase an article on its owner's request."),
    gettext_noop("Posts of the institution's own page and what people comment there; no names, pictures or profiles."),
    gettext_noop("Comments that vanish from a page's last posts are deleted; older ones are asked for again."),
    gettext_noop("The institution's own mailbox; its privacy notice must tell people that civicbeat reads it."),
    gettext_noop(
        "Subject and text without quotes and signatures, date, and kinds of attachments; no addresses or files."
    ),
    gettext_noop("A mail that leaves the folder is deleted here too, while it is among the last 500 that were read."),
    gettext_noop(
        "Each server's own rules (its page /about); its public API is read without a key, and robots.txt is obeyed."
    ),
    gettext_noop("Public statuses of people whose profile allows search and does not ask programs to stay away."),
    gettext_noop(
        "The last 40 statuses are compared at every reading; what the server no longer has or shows is deleted."
    ),
    gettext_noop(
        "Each server's own rules (its page /about); its API is read with a token of the institution's own account."
    ),
    gettext_noop(
        "The stream tells of deletions and edits; the last 1,500 statuses that were heard are remembered for it."
    ),
    gettext_noop("Each city's own; most publish their requests as open data."),
    gettext_noop("robots.txt is obeyed."),
    gettext_noop("Description, service, date, place and kind of media; no address, name or other contact of a person."),
    gettext_noop("None: the format has no signal."),
    gettext_noop("Erase a report on its writer's or the city's request."),
    gettext_noop("Posts and comments of public communities, under Reddit's written leave or a contract only."),
    gettext_noop(
        "Each item is asked for again within 48 hours; one deleted, removed or no longer public is deleted here."
    ),
    gettext_noop("Each site's own: a sitemap invites programs to read the pages it lists; robots.txt is obeyed."),
    gettext_noop("Title, main text, link, date and labels, only where the site's terms allow it."),
    gettext_noop("None: a page that leaves a sitemap may still stand."),
    gettext_noop(
        "Telegram's terms for content licensing forbid reading by programs for analysis, unless all who "
        "write agree; legal review and the written consent of each channel's owner come first."
    ),
    gettext_noop("Messages of channels whose owners agreed in writing, as long as they agree; no groups, no people."),
    gettext_noop("Messages that vanish from a channel's last page are deleted; older ones when the owner asks."),
    gettext_noop("The partner's own; agree in writing what is delivered, and tell the people who write it."),
    gettext_noop("The documented fields after masking; every other field is dropped when a delivery is read."),
    gettext_noop("The partner delivers the post's id with deleted: true."),
    gettext_noop("Public posts about a topic, if counsel confirms that X allows it to this institution; for 7 days."),
    gettext_noop(
        "Each post is asked for again within 24 hours; one that is deleted or no longer public is deleted here."
    ),
    gettext_noop("Public comments for 30 days, longer only while each is asked for anew within 30 days."),
    gettext_noop("Each comment is asked for again within 14 days; one that YouTube no longer has is deleted here."),
    gettext_noop("Invented by a program that is part of civicbeat; nobody's terms apply."),
    gettext_noop("Everything: no text, account or newspaper in it is real."),
    gettext_noop("Nothing is ever deleted in the sample city."),
)

OF_IMPORTS = (
    gettext_noop("The institution's own file: it answers for having the right to use what is in it."),
    gettext_noop("Everything that is mapped, masked; columns that are not mapped are never read into a post."),
    gettext_noop("None: a file tells nothing of what is deleted later."),
    gettext_noop("Erase what must go, or keep it for a set time."),
    gettext_noop("None: an export tells nothing of later deletions."),
    gettext_noop("Export and import again, and erase what is gone."),
    gettext_noop("The contract with Brandwatch, and the terms of each platform, which it passes on."),
    gettext_noop("Text, date, address and counts, masked; nothing that is guessed of authors, such as gender."),
    gettext_noop("The platform's own, and those under which the data set was gathered; 4CAT itself adds none."),
    gettext_noop("Text, date, address, counts and thread, masked; accounts become pseudonyms."),
    gettext_noop("Title, address, site and date of an article; no persons, tones and themes that are guessed in it."),
    gettext_noop("None: a list tells nothing of what is withdrawn later."),
    gettext_noop("Text, date and counts, masked, for the approved research only, where its terms allow a copy."),
    gettext_noop("Description, speech, date and counts, masked, for the approved research only."),
    gettext_noop("The terms want copies refreshed: export and import again in time, and erase what is gone."),
    gettext_noop("Each site's own: who captured its pages answers for a right to keep and read them."),
    gettext_noop("Title, main text, address, date and labels of a page, only where the site's terms allow it."),
    gettext_noop("None: a capture tells nothing of what is withdrawn later."),
    gettext_noop("Erase a page on its owner's request."),
    gettext_noop("Text, date, address and counts, masked; an archive of one's own account belongs to its owner."),
    gettext_noop("What is deleted on X must be erased here, and a file tells nothing of it: erase what is gone."),
    gettext_noop("The platforms allow no gathering by programs: who noted the items answers for a right to do so."),
    gettext_noop("Text, date, address and counts, masked; accounts become pseudonyms."),
)
