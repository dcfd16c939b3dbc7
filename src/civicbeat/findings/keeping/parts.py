"""Parts: findings that take something apart, as they are kept: causes, a change, shares, joint sharing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from civicbeat.analysis.contract import Refusal, Sentence
from civicbeat.analysis.parts import Part
from civicbeat.analysis.quantify import FEELINGS as FEELING_NAMES
from civicbeat.analysis.quantify import Quantities
from civicbeat.enrich.places import gazetteer
from civicbeat.enrich.themes import taxonomy
from civicbeat.findings.causes import Cause
from civicbeat.findings.change import Change
from civicbeat.findings.keeping.content import KeptRow, KeptTable, KeptWords, Said, named
from civicbeat.findings.keeping.frozen import Body, nothing, said
from civicbeat.records.period import LENGTHS, Grain, Period
from civicbeat.store.question import Group
from civicbeat.store.resting import MODELS

JOINT = "coordination 1"
_MARK = re.compile(r"⟦([a-z]+):([^⟧]*)⟧")
_GROUPS = {"theme": Group.THEME, "place": Group.PLACE}


def marks(group: Group, values: Sequence[str]) -> Mapping[str, str]:
    """Names that stand in a finding until it is known who reads it; of stories none: theirs are words of one person."""
    return {} if group is Group.STORY else {value: f"⟦{group.value}:{value}⟧" for value in values}


def rise(found: Cause, titles: Mapping[str, str]) -> Body:
    """What drove a rise, and whose talk it is; ``found`` has ``marks`` for names.

    Raises:
        NotAllowed: nothing rose for sure.
    """
    if isinstance(found.drivers, Refusal):
        raise nothing()
    told = tuple(
        each.model_copy(update={"sentence": _worded(Sentence(each.sentence.vi, each.sentence.en), titles)})
        for each in said(found.drivers, found.origins)
    )
    rows = tuple(
        named(
            _words(each.name, titles), each.rise.count, each.rise.usual, each.rise.ratio, each.rise.low, each.rise.high
        )
        for each in found.drivers.drivers
    )
    table = KeptTable(columns=("posts", "usual", "times", "low", "high"), rows=rows)
    kinds = {each.kind for each in found.drivers.drivers} & _GROUPS.keys()
    return Body("rise", told, (table,), (USUAL,), found.period, {MODELS[_GROUPS[kind]] for kind in kinds})


def changed(found: Change, titles: Mapping[str, str], *, negative: bool) -> Body:
    """What each part added to a change.

    Raises:
        NotAllowed: it could not be taken apart.
    """
    if isinstance(found.finding, Refusal):
        raise nothing()
    finding = found.finding
    rows = [_part(part.name, part) for part in finding.parts]
    rows += [_part(REST, finding.rest), _part(ALL, finding.total)]
    table = KeptTable(columns=("before", "now", "change", "low", "high"), rows=tuple(rows))
    models = {MODELS[found.by]} if found.by in MODELS else set()
    models |= {MODELS[Group.SENTIMENT]} if negative else set()
    notes = (_aside([titles.get(source, source) for source in found.aside]),) if found.aside else ()
    return Body("change", said(finding), (table,), (_against(found.before), *notes), models=models)


def shares(found: Quantities | Refusal) -> Body:
    """The corrected shares of the sentiments.

    Raises:
        NotAllowed: nobody knows how the model errs.
    """
    if isinstance(found, Refusal):
        raise nothing()
    figures = zip(FEELING_NAMES, found.shares.tolist(), found.low.tolist(), found.high.tolist(), strict=True)
    table = KeptTable(columns=("share", "low", "high"), rows=tuple(named(*row) for row in figures))
    return Body("shares", said(found), (table,), models={MODELS[Group.SENTIMENT]})


def campaign(found: Mapping[str, Any], innocent: Sequence[Mapping[str, str]]) -> Body:
    """Joint sharing as it was found last: ``found`` is one of ``Emergence.found``, with its ``innocent`` reasons."""
    accounts, posts = found["accounts"], found["posts"]
    lift, low, high = (found[name] for name in ("lift", "low", "high"))
    told = Said(
        sentence=KeptWords(
            vi=f"Khoảng {accounts} tài khoản nhiều lần chia sẻ cùng nội dung gần như cùng lúc ({posts} bài đăng), gấp"
            f" khoảng {lift:.0f} lần mức ngẫu nhiên (khoảng tin cậy 95 %: từ {low:.0f} đến {high:.0f}). Riêng điều này"
            " không chứng tỏ có ai sắp đặt.",
            en=f"About {accounts:,} accounts shared the same stories at nearly the same time again and again"
            f" ({posts:,} posts), some {lift:.0f} times as often as by chance (95 % interval: {low:.0f} to {high:.0f})."
            " This alone does not prove that anybody arranged it.",
        ),
        estimate=lift,
        low=low,
        high=high,
        level=0.95,
        sample=posts,
        coverage=None,
        method=JOINT,
    )
    table = KeptTable(columns=("accounts", "posts"), rows=(named(TOGETHER, accounts, posts),))
    period = Period(datetime.fromisoformat(found["first"]), _after(found["last"]))
    return Body("campaign", (told,), (table,), tuple(Sentence(**each) for each in innocent), period)


def of_sources(counts: Mapping[str, int | None], titles: Mapping[str, str]) -> KeptTable:
    """Posts of each source, the most first."""
    ordered = sorted(counts.items(), key=lambda each: -(each[1] or 0))
    rows = tuple(named(_alike(titles.get(source, source)), count) for source, count in ordered if source)
    return KeptTable(columns=("posts",), rows=rows)


def _part(name: Sentence, part: Part) -> KeptRow:
    change = part.change
    return named(name, part.before, part.now, change.value, change.low, change.high)


def _worded(sentence: Sentence, titles: Mapping[str, str]) -> KeptWords:
    return KeptWords(vi=_filled(sentence.vi, "vi", titles), en=_filled(sentence.en, "en", titles))


def _words(name: str, titles: Mapping[str, str]) -> Sentence:
    return Sentence(_filled(name, "vi", titles), _filled(name, "en", titles))


def _filled(text: str, language: str, titles: Mapping[str, str]) -> str:
    """A text with what people call the values where their marks stand."""

    def called(mark: re.Match[str]) -> str:
        group, value = mark.groups()
        if group == Group.THEME:
            return taxonomy.name(value, language)
        return gazetteer.name(value, language) if group == Group.PLACE else titles.get(value, value)

    return _MARK.sub(called, text)


def _alike(name: str) -> Sentence:
    return Sentence(name, name)


def _after(hour: str) -> datetime:
    return datetime.fromisoformat(hour) + LENGTHS[Grain.HOUR]


def _against(before: Period) -> Sentence:
    """With what the period was compared."""
    start, end = f"{before.local_start:%d/%m/%Y %H:%M}", f"{before.local_end:%d/%m/%Y %H:%M}"
    return Sentence(f"So với khoảng thời gian từ {start} đến {end}.", f"Compared with the time from {start} to {end}.")


def _aside(sources: Sequence[str]) -> Sentence:
    named_ones = ", ".join(sources)
    return Sentence(
        f"Bỏ ra ngoài vì không nghe được suốt cả hai khoảng thời gian: {named_ones}.",
        f"Left out, because not heard throughout both periods: {named_ones}.",
    )


REST = Sentence("phần còn lại: nhỏ, bị ẩn, hoặc thuộc nhiều nhóm", "the rest: small, hidden, or in several groups")
ALL = Sentence("tất cả", "all")
TOGETHER = Sentence("cùng chia sẻ", "shared together")
USUAL = Sentence(
    "So với cùng những giờ ấy của bảy ngày trước. Một bài đăng có thể nằm trong nhiều dòng; tăng cùng lúc chưa hẳn là"
    " nguyên nhân.",
    "Held against the same hours of the seven days before. A post can be in several rows; what rose together need not"
    " be the cause.",
)
