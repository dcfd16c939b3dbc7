"""Sentences of each kind of source about its own place, and what was filled in for it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

OF_FEEDS = (
    gettext_noop("The feed declares XML entities."),
    gettext_noop("Tell its owner; such feeds are not read."),
    gettext_noop("The address does not answer with a feed."),
    gettext_noop("Find the feed's address on the page."),
    gettext_noop("The address answers with JSON that is no feed."),
    gettext_noop("The feed cannot be read."),
    gettext_noop("Open its address in a browser and look."),
    gettext_noop("The JSON feed is not complete."),
    gettext_noop("It is tried again later."),
    gettext_noop("The list is too large or declares XML entities."),
    gettext_noop("Export it again from a feed reader."),
    gettext_noop("The file is XML but not an OPML list."),
    gettext_noop("Export an OPML list from a feed reader."),
    gettext_noop("The file is not an OPML list."),
    gettext_noop("The feed is gone for good (HTTP 410)."),
    gettext_noop("Look for another address, or stop following it."),
)

OF_SITES = (
    gettext_noop("The address does not answer with a sitemap."),
    gettext_noop("Look in the site's robots.txt."),
    gettext_noop("The sitemap is not complete XML."),
    gettext_noop("The sitemap is wrongly packed."),
    gettext_noop("The packed sitemap is not whole."),
    gettext_noop("The sitemap declares a document type."),
    gettext_noop("Tell its owner; such sitemaps are not read."),
    gettext_noop("The sitemap is larger than {} MiB."),
    gettext_noop("Follow a smaller one of the site."),
    gettext_noop("The sitemap lists more than {} addresses."),
    gettext_noop("This is not a site's public address."),
    gettext_noop("Give it as https://bao.example."),
    gettext_noop("The days or pages of a reading are out of bounds."),
    gettext_noop("Give 1 to 365 and 1 to 1000."),
)

OF_MASTODON = (
    gettext_noop("The server answers with no timeline."),
    gettext_noop("The server answers with another status."),
    gettext_noop("The server's answer is not JSON."),
    gettext_noop("Check that it is a Mastodon server."),
    gettext_noop("This is not a hashtag."),
    gettext_noop("Give one word without #."),
    gettext_noop("This is not a server's address."),
    gettext_noop("Give it as https://mastodon.example."),
    gettext_noop("The stream is packed, though that was not asked for."),
    gettext_noop("A line of the stream has no end."),
    gettext_noop("Check the stream's address."),
    gettext_noop("The stream has ended."),
    gettext_noop("An event of the stream has no end."),
    gettext_noop("The server names a stream without encryption."),
)

OF_BLUESKY = (
    gettext_noop("The stream's messages are no events."),
    gettext_noop("Check that it is a Jetstream."),
    gettext_noop("These words cannot be listened for."),
    gettext_noop("Give 1 to 1,000 words of two letters or more each."),
    gettext_noop("This is not a language's code."),
    gettext_noop("Give codes of two or three letters, such as vi."),
    gettext_noop("Give a code of two or three letters, such as vi."),
    gettext_noop("The number of hours cannot be."),
    gettext_noop("Give 0 to 36 hours."),
    gettext_noop("Give it as https://jetstream.example."),
    gettext_noop("{} answers without a stream."),
    gettext_noop("Check the server's address."),
    gettext_noop("{} has cut the line."),
    gettext_noop("{} sends messages without bounds."),
    gettext_noop("Choose another server."),
    gettext_noop("This is not a service's address."),
    gettext_noop("Give it as https://bluesky.example."),
    gettext_noop("These words cannot be searched for."),
    gettext_noop("Give 1 to 20 words or phrases."),
)

OF_DISCOURSE = (
    gettext_noop("This is not a forum's address."),
    gettext_noop("Give it as https://forum.example."),
    gettext_noop("This is not a category."),
    gettext_noop("Give one word, as in the category's address."),
    gettext_noop("The forum lists posts without ids."),
    gettext_noop("Check its address."),
    gettext_noop("The forum shows no such category to everybody."),
    gettext_noop("Copy it from its address again."),
    gettext_noop("The forum answers with another post."),
)

OF_GRAPH = (
    gettext_noop("The page's access token is no longer valid."),
    gettext_noop("Make a new one and set it as its key."),
    gettext_noop("Meta's limit is used up."),
    gettext_noop("The page's access token may not read this."),
    gettext_noop("Grant it the permissions that about.md of graph names."),
    gettext_noop("Meta knows no such page, post or comment."),
    gettext_noop("Check the page's number."),
    gettext_noop("Meta's limit is nearly used up."),
    gettext_noop("This is not a page's number."),
    gettext_noop("Give its digits, as the page's settings show them."),
    gettext_noop("This network is not known."),
    gettext_noop("Choose facebook or instagram."),
    gettext_noop("The access token is not that of this page."),
    gettext_noop("Only the institution's own page is read; make its token."),
)

OF_REDDIT = (
    gettext_noop("This is not a Reddit account."),
    gettext_noop("Give its name without u/."),
    gettext_noop("This is not a community of Reddit."),
    gettext_noop("Give names without r/; people's own pages are not followed."),
    gettext_noop("Reddit answers with other than posts and comments."),
    gettext_noop("Check that the community exists."),
)

OF_TELEGRAM = (
    gettext_noop("The page shows no channel."),
    gettext_noop("Open it in a browser and look."),
    gettext_noop("This is a group, where people talk among themselves."),
    gettext_noop("Only channels are read."),
    gettext_noop("The page cannot be read."),
    gettext_noop("These are not channels."),
    gettext_noop("Give up to 50 names without @, as in their addresses."),
    gettext_noop("Telegram's terms do not allow this without consent."),
    gettext_noop("Have each channel's owner agree in writing."),
    gettext_noop("@{} shows nothing to everybody."),
    gettext_noop("Only public channels are read."),
)

OF_X = (
    gettext_noop("The query is empty or too long."),
    gettext_noop("Give at most {} characters."),
    gettext_noop("The query asks for people."),
    gettext_noop("Ask for topics, without accounts and mentions."),
    gettext_noop("The number of posts cannot be."),
    gettext_noop("Give what your plan with X allows in a month."),
    gettext_noop("X does not understand the query."),
    gettext_noop("Try it in X's own search."),
)

OF_YOUTUBE = (
    gettext_noop("YouTube's quota of the key is used up."),
    gettext_noop("It begins anew at midnight in California."),
    gettext_noop("YouTube asks for a pause."),
    gettext_noop("Give at least one channel or video."),
    gettext_noop("This is not a channel's id."),
    gettext_noop("Give the 24 characters that begin with UC."),
    gettext_noop("This is not a video's id."),
    gettext_noop("Give the 11 characters that follow v= in its address."),
)

OF_IMAP = (
    gettext_noop("The mail server does not open this folder."),
    gettext_noop("Check the folder's name."),
    gettext_noop("The mail server does not number its mails."),
    gettext_noop("Ask its administrator."),
    gettext_noop("The mail server does not answer a question it must know."),
    gettext_noop("It is tried again."),
    gettext_noop("{} cannot prove that it is {}."),
    gettext_noop("Mend its certificate."),
    gettext_noop("{} sends more than was asked for."),
    gettext_noop("{} cannot be reached, or hung up."),
    gettext_noop("Check host and port."),
    gettext_noop("{} does not answer as IMAP does."),
    gettext_noop("The mail server refuses the login."),
    gettext_noop("Check the user and the kept key."),
    gettext_noop("Host, user or folder cannot be read."),
    gettext_noop("Write them without line breaks."),
    gettext_noop("A mailbox is not read without encryption."),
    gettext_noop("Choose tls or starttls."),
    gettext_noop("The port or the number of days cannot be."),
    gettext_noop("Give a port such as 993."),
    gettext_noop("The mail server offers no encryption."),
    gettext_noop("Choose another port, or tls."),
)

OF_OPEN311 = (
    gettext_noop("The server's list of requests has no end."),
    gettext_noop("Ask its owner how it is paged."),
    gettext_noop("This is not an endpoint's address."),
    gettext_noop("Give it as https://city.example/open311/v2."),
    gettext_noop("The server answers with no list of requests."),
    gettext_noop("Check the endpoint's address."),
    gettext_noop("Check that the endpoint speaks JSON."),
)

OF_WEBHOOKS = (
    gettext_noop("The key of a webhook is none."),
    gettext_noop("It is one whsec_… of 24 to 64 bytes, or two parted by a space."),
    gettext_noop("An institution speaks under its name."),
    gettext_noop("Give a title."),
    gettext_noop("The name is too near to {}: they would share a key."),
    gettext_noop("Choose another."),
)

OF_SAMPLE_CITY = (
    gettext_noop("The sample city's cursor cannot be read."),
    gettext_noop("Stop following the sample city and add it anew."),
)

OF_SEVERAL = (
    gettext_noop("There is nothing to read."),
    gettext_noop("The number of days cannot be."),
    gettext_noop("Give 1 to 365 days."),
    gettext_noop("Give 1 to 3,650 days."),
)

OF_PLACES = (
    *OF_FEEDS,
    *OF_SITES,
    *OF_MASTODON,
    *OF_BLUESKY,
    *OF_DISCOURSE,
    *OF_GRAPH,
    *OF_REDDIT,
    *OF_TELEGRAM,
    *OF_X,
    *OF_YOUTUBE,
    *OF_IMAP,
    *OF_OPEN311,
    *OF_WEBHOOKS,
    *OF_SAMPLE_CITY,
    *OF_SEVERAL,
)
