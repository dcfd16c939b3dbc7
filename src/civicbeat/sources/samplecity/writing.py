"""Writes one hour of one platform: everyday talk and what was planned for it, as raws in time order."""

from __future__ import annotations

from random import Random
from typing import Any

from civicbeat.sources.samplecity.events import EVERYDAY, Plan, Utterance, schedule
from civicbeat.sources.samplecity.grammar import Grammar, Said, Theme, grammar, pick
from civicbeat.sources.samplecity.news import announcement, article, campaign
from civicbeat.sources.samplecity.people import BOTS_FROM, INSTITUTIONS, SHARES, nickname, somebody
from civicbeat.sources.samplecity.rhythm import HOUR, liveliness
from civicbeat.sources.samplecity.style import typed

_BOTS = 24
_LEAD_INS = ("chia sẻ", "đọc nè mn", "share lại", "hóng", "coi đi", "👇", "thiệt không ta", "up", "ủng hộ", "bó tay")
_COMMENTS = {"facebook": 0.5, "tiktok": 0.75, "youtube": 0.85, "forum": 0.7, "mastodon": 0.3, "news": 0.55}
_MEDIA = {
    "facebook": "image",
    "tiktok": "video",
    "youtube": "video",
    "forum": "image",
    "mastodon": "image",
    "news": "image",
}
_REACH = ("tiktok", "youtube", "news")
_SHARED = ("facebook", "tiktok", "mastodon", "news")

RawDict = dict[str, Any]


def hour(plan: Plan, platform: str, slot: int) -> list[RawDict]:
    """What ``platform`` says in the hour ``slot`` (hours since 1970 in UTC).

    Gives raws in time order. They depend on the plan, the platform and the hour alone, never on what was read before.
    """
    rng = Random(f"{plan.seed}:{platform}:{slot}")  # noqa: S311  # a repeatable city, no secret
    raws = [_everyday(rng, platform, slot, number) for number in range(_how_many(rng, plan, platform, slot))]
    raws.extend(_planned(plan, said) for said in schedule(plan).get((platform, slot), ()))
    raws.sort(key=lambda raw: (raw["published_ms"], raw["id"]))
    _connect(rng, platform, raws)
    return raws


def _how_many(rng: Random, plan: Plan, platform: str, slot: int) -> int:
    rate = EVERYDAY * plan.posts / (plan.days * 24) * SHARES[platform] * liveliness(slot)
    return int(rate * (0.85 + 0.3 * rng.random()) + rng.random())


def _everyday(rng: Random, platform: str, slot: int, number: int) -> RawDict:
    words = grammar()
    moment = slot * HOUR * 1000 + int(rng.random() * HOUR * 1000)
    theme = words.subject(rng)
    feeling = _feeling(rng, theme)
    native_id = f"{slot}-{number}"
    kind = "comment" if rng.random() < _COMMENTS[platform] else "post"
    if platform == "news" and kind == "post":
        institution = pick(rng, INSTITUTIONS)
        return _raw(
            rng, platform, article(rng, theme, feeling), institution, native_id=native_id, moment=moment, kind="article"
        )
    if theme.name == "spam":
        bot = int(rng.random() * _BOTS)
        return _raw(
            rng,
            platform,
            _advert(bot),
            nickname(BOTS_FROM + bot),
            native_id=native_id,
            moment=moment,
            kind=kind,
            copy=True,
        )
    said = words.say(rng, theme, feeling, _language(rng, platform))
    said = said._replace(text=typed(rng, said.text, feeling, said.language))
    return _raw(rng, platform, said, nickname(somebody(rng, platform)), native_id=native_id, moment=moment, kind=kind)


def _feeling(rng: Random, theme: Theme) -> str:
    luck = rng.random()
    negative = 0.18 if theme.gold == "unclassified" else 0.46
    return "negative" if luck < negative else "neutral" if luck < negative + 0.32 else "positive"


def _language(rng: Random, platform: str) -> str:
    luck = rng.random() * (0.4 if platform == "mastodon" else 1.0)
    return "en" if luck < 0.07 else "mixed" if luck < 0.12 else "vi"


def _advert(bot: int) -> Said:
    """What one bot says again and again."""
    rng = Random(f"advert:{bot}")  # noqa: S311  # a repeatable city, no secret
    words: Grammar = grammar()
    return words.say(rng, words.themes["spam"], "positive", "vi")


def _planned(plan: Plan, planned: Utterance) -> RawDict:
    rng = Random(f"{plan.seed}:{planned.event}:{planned.number}")  # noqa: S311  # a repeatable city, no secret
    native_id = f"{planned.event}-{planned.number}"
    moment = planned.moment * 1000 + int(rng.random() * 1000)
    author = INSTITUTIONS[-1 - planned.author] if planned.author < 0 else nickname(planned.author)
    kind = "article" if planned.author < 0 else "comment" if rng.random() < _COMMENTS[planned.platform] else "post"
    copy = False
    if planned.event == "campaign":
        said, kind, copy = campaign(rng), "post", True
    elif planned.event == "announcement":
        said, copy = announcement(rng, author), True
    else:
        said = _about(rng, planned)
    return _raw(
        rng,
        planned.platform,
        said,
        author,
        native_id=native_id,
        moment=moment,
        kind=kind,
        copy=copy,
        event=planned.event,
    )


def _about(rng: Random, planned: Utterance) -> Said:
    theme = grammar().themes[planned.event]
    if planned.author < 0:
        return article(rng, theme, planned.feeling)
    said = grammar().say(rng, theme, planned.feeling, _language(rng, planned.platform))
    return said._replace(text=typed(rng, said.text, planned.feeling, said.language))


def _raw(  # noqa: PLR0913  # a post has this many sides
    rng: Random,
    platform: str,
    said: Said,
    author: str,
    *,
    native_id: str,
    moment: int,
    kind: str,
    copy: bool = False,
    event: str = "",
) -> RawDict:
    institution = author in _INSTITUTIONS
    likes = int(rng.paretovariate(1.05) * (12 if institution else 1)) - 1
    return {
        "id": native_id,
        "platform": platform,
        "kind": kind,
        "text": said.text,
        "published_ms": moment,
        "author": author,
        "institution": institution,
        "language": said.language if platform == "mastodon" and said.language != "mixed" else "",
        "likes": likes,
        "replies": int(likes * rng.random() * 0.4),
        "shares": int(likes * rng.random() * 0.2) if platform in _SHARED else None,
        "reach": (likes + 1) * (8 + int(rng.random() * 60)) if platform in _REACH else None,
        "media": [_MEDIA[platform]] if kind != "comment" and rng.random() < 0.4 else [],
        "parent": "",
        "thread": "",
        "truth": {
            "theme": said.theme,
            "sentiment": said.feeling,
            "place": said.place,
            "language": said.language,
            "copy": copy,
            "event": event,
        },
    }


_INSTITUTIONS = frozenset(INSTITUTIONS)


def _connect(rng: Random, platform: str, raws: list[RawDict]) -> None:
    """Gives comments something to answer, and lets some posts repeat an earlier one of the same hour."""
    opened: list[RawDict] = []
    for raw in raws:
        if opened and raw["kind"] == "comment":
            answered = opened[int(rng.random() * len(opened))]
            raw["parent"] = answered["id"]
            raw["thread"] = answered["thread"] or answered["id"]
        elif raw["kind"] == "comment":
            raw["kind"] = "post" if platform != "news" else "comment"
        elif opened and raw["kind"] == "post" and not raw["truth"]["event"] and rng.random() < 0.14:
            _repeat(rng, raw, opened[int(rng.random() * len(opened))])
        if raw["kind"] != "share":
            opened.append(raw)


def _repeat(rng: Random, raw: RawDict, shared: RawDict) -> None:
    """Makes ``raw`` a share of an everyday post; planted events keep their number of posts."""
    if shared["truth"]["event"]:
        return
    raw["kind"] = "share"
    raw["text"] = f"{pick(rng, _LEAD_INS)}: {shared['text']}"
    raw["parent"], raw["thread"] = shared["id"], shared["thread"] or shared["id"]
    raw["truth"] = {**shared["truth"], "copy": True}
