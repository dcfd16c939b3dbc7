"""Decides which place a name in a post means, or that nobody can tell.

The rules, in order: the longest name wins; a kind before a name (*phường*, *Q.*, *tỉnh*) or after it (*District*)
chooses among its namesakes, units of the day before units that have ended; names used alone in common speech mean what
they usually mean; every other name needs a wider place close by that holds just one of its namesakes. What is left
stays unresolved. A name used after its unit ended still means that unit: people keep their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from civicbeat.enrich.phrases import Batch, Find, outermost
from civicbeat.enrich.places.gazetteer import lineage
from civicbeat.enrich.places.mentions import Candidate, Name, Needs, names
from civicbeat.records.place import Place

_BEFORE = re.compile(
    r"(?<!\w)(?:(?P<phường>phường|phuong|p\.|p|f\.|f|ward)|(?P<xã>xã|xa|x\.)|(?P<thị_trấn>thị trấn|thi tran|tt\.?)"
    r"|(?P<đặc_khu>đặc khu|dac khu)|(?P<quận>quận|quan|q\.|q|district)|(?P<huyện>huyện|huyen|h\.)"
    r"|(?P<thị_xã>thị xã|thi xa|tx\.?)|(?P<thành_phố>thành phố|thanh pho|tp\.?|t\.p\.?)|(?P<tỉnh>tỉnh|tinh)"
    r"|(?P<đường>đường|duong|phố|đại lộ|dai lo|trục|ngã tư|ngã ba|nga tu|nga ba|hẻm|đ\.|đl\.))\s?$"
)
_AFTER = re.compile(
    r"\s(?:(?P<phường>ward)|(?P<xã>commune)|(?P<quận>district|dist)|(?P<thành_phố>city)|(?P<tỉnh>province)"
    r"|(?P<đường>street|st|road|rd|boulevard|blvd|avenue|ave))(?!\w)"
)
_LOCATIVE = re.compile(
    r"(?<!\w)(?:ở|o|tại|tai|về|ve|ra|vào|vô|vo|từ|tu|tới|toi|đến|den|khu|dân|người|trong|ngoài|khắp|đất|qua|gần|gan|đoạn|doan|hướng|trên|tren|in|at|on|near|along)\s$"
)
_FAMILY = re.compile(
    r"(?<!\w)(?:nguyễn|trần|phạm|huỳnh|võ|vũ|đặng|bùi|đỗ|ngô|trịnh|đinh|đoàn|thị|văn|lê|phan|nguyen|tran|pham|huynh)\s$"
)
_TITLE = re.compile(r"(?<!\w)(?:anh|chị|bạn|chi|ban|mr\.?|ms\.?|mrs\.?|ông|cậu|bé)\s$")
_MARKED = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")
_PLAIN_WORDS = re.compile(
    r"(?<!\w)(?:duong|nuoc|ngap|khong|ket|xe|nha|cua|quan|phuong|nay|roi|troi|nguoi|minh|bi|qua|gan|chieu|sang|mua|"
    r"di|ve|cau|ngay|dien|hom|ko|dc|moi|cho|toi|tai|hem|rac|cup|oi|ai|gio)(?!\w)"
)
_COUNCIL = re.compile(r"\W+(?:council|candidate|race|runoff|city rep|early vote|seat|city cou)")
"""After *District 4*: a constituency somewhere else in the world."""
_YEAR = re.compile(r"[/ ]\s?(?:20)?\d\d(?!\w)")

_LEVEL = {
    **dict.fromkeys(("phường", "xã", "thị trấn", "đặc khu"), "ward"),
    **dict.fromkeys(("quận", "huyện", "thị xã"), "district"),
    "tỉnh": "province",
    "đường": "street",
}
_NEAR = 30
"""How many characters may lie between a shy name and the wider place that explains it."""

_RIGHT_AFTER = 3
"""Characters between a name and the wider place right after it: a comma, a bracket."""

_MOST_NAMES = 200
"""So many names of a post are weighed against each other; a text with more is a list and not read to its end."""

_LOOK_BACK = 12
_LOOK_AHEAD = 12


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name found, the kind that stands beside it (or only a word such as "ở"), and what it may still mean."""

    start: int
    end: int
    kind: str
    hinted: bool
    namesakes: tuple[Candidate, ...]
    candidates: tuple[Candidate, ...]

    def distance(self, other: _Mention) -> int:
        return max(self.start - other.end, other.start - self.end)


def resolve(batch: Batch, post: int, finds: Sequence[Find], day: date) -> set[str]:
    """The ids of the places that the finds of one post mean; neither parents nor anything uncertain."""
    known, _ = names()
    view = _View(batch, post)
    read = outermost(finds)[:_MOST_NAMES]
    mentions = [mention for find in read if (mention := _mention(view, find, known[find.phrase], day))]
    sure: list[_Mention] = []
    rest: list[_Mention] = []
    for mention in mentions:
        stands = len(mention.candidates) == 1 and _stands(mention.candidates[0], mention)
        (sure if stands else rest).append(mention)
    found = {_corrected(mention, sure, day) for mention in sure}
    for mention in rest:
        if chosen := _by_company(mention, sure, day):
            found.add(chosen)
    return found


class _View:
    """The words of one post around a place in the batch."""

    def __init__(self, batch: Batch, post: int) -> None:
        self.batch = batch
        self.post = post

    def before(self, position: int) -> str:
        return self.batch.text[max(self.batch.start_of(self.post), position - _LOOK_BACK) : position]

    def after(self, position: int) -> str:
        return self.batch.text[position : min(self.batch.end_of(self.post), position + _LOOK_AHEAD)]

    @cached_property
    def whole(self) -> str:
        return self.batch.text[self.batch.start_of(self.post) : self.batch.end_of(self.post)]

    @cached_property
    def has_accents(self) -> bool:
        return _MARKED.search(self.whole) is not None

    @cached_property
    def is_vietnamese(self) -> bool:
        return self.has_accents or len(set(_PLAIN_WORDS.findall(self.whole))) > 1

    def capital(self, position: int) -> bool:
        return self.batch.cased[position].isupper()

    def capitals(self, start: int, end: int) -> bool:
        return self.batch.cased[start:end].isupper()


def _mention(view: _View, find: Find, name: Name, day: date) -> _Mention | None:
    kind = _kind(view, find)
    hinted = _LOCATIVE.search(view.before(find.start)) is not None
    candidates = [each for each in name.candidates if each.place.valid_from is None or each.place.valid_from <= day]
    if kind:
        candidates = _of_kind(candidates, kind, day)
    else:
        candidates = [each for each in candidates if _may_stand_alone(view, find, name, each)]
        candidates = _usual(candidates, day, hinted=hinted) or candidates
    return _Mention(find.start, find.end, kind, hinted, name.candidates, tuple(candidates)) if candidates else None


def _usual(candidates: Sequence[Candidate], day: date, *, hinted: bool) -> list[Candidate]:
    """What the name means by itself; of several that have ended, the one that lasted longest."""
    needs = Needs.HINT if hinted else Needs.VIETNAMESE
    usual = [each for each in candidates if each.needs <= needs]
    standing = [each for each in usual if each.place.valid_on(day)]
    return standing or sorted(usual, key=lambda each: each.place.valid_to or date.max)[-1:]


def _kind(view: _View, find: Find) -> str:
    before = _BEFORE.search(view.before(find.start))
    if before and before.lastgroup:
        return before.lastgroup.replace("_", " ")
    after = _AFTER.match(view.after(find.end))
    return after.lastgroup.replace("_", " ") if after and after.lastgroup else ""


def _of_kind(candidates: Sequence[Candidate], kind: str, day: date) -> list[Candidate]:
    """Those of just this kind, else of its level; those of the day, else those that have ended."""
    whole = [each for each in candidates if not each.kind]
    exact = [each for each in candidates if each.kind == kind]
    if kind == "thành phố":
        near = [each for each in candidates if each.place.level in ("province", "district")]
    else:
        near = [each for each in candidates if each.place.level == _LEVEL[kind]]
    chosen = exact or near or whole or ([] if kind != "đường" else _districts(candidates))
    return [each for each in chosen if each.place.valid_on(day)] or chosen


def _districts(candidates: Sequence[Candidate]) -> list[Candidate]:
    """*đường Thủ Đức* are the streets of Thủ Đức, where no street bears the name."""
    return [each for each in candidates if each.place.level == "district" and each.needs is Needs.NOTHING]


def _may_stand_alone(view: _View, find: Find, name: Name, candidate: Candidate) -> bool:
    before = view.before(find.start)
    if _FAMILY.search(before) or (name.personal and _TITLE.search(before)):
        return False
    if not _is_written_as_name(view, find, name, before) or _COUNCIL.match(view.after(find.end)):
        return False
    if candidate.needs is Needs.NOTHING:
        return True
    if candidate.needs is Needs.VIETNAMESE:
        return _is_abbreviation(view, find, before)
    if candidate.needs is Needs.HINT:
        return view.capital(find.start) or name.form.isascii() or not find.typed
    return view.capital(find.start) or not find.typed or candidate.kind == ""


def _is_written_as_name(view: _View, find: Find, name: Name, before: str) -> bool:
    """Whoever types accents means a name without them as a person's, unless a word such as "ở" stands before it."""
    if view.batch.text[find.start] == "#":
        return True
    if find.typed:
        return not (name.accented and name.form.isascii()) or view.capital(find.start)
    return not name.accented and (not view.has_accents or bool(_LOCATIVE.search(before)))


def _is_abbreviation(view: _View, find: Find, before: str) -> bool:
    if _YEAR.match(view.after(find.end)) or before.endswith("/") or not view.is_vietnamese:
        return False
    numbered = view.batch.text[find.end - 1].isdigit()
    return numbered or view.capitals(find.start, find.end) or bool(_LOCATIVE.search(before))


def _stands(candidate: Candidate, mention: _Mention) -> bool:
    match candidate.needs:
        case Needs.NOTHING | Needs.VIETNAMESE:
            return True
        case Needs.HINT:
            return mention.kind != "" or mention.hinted
        case Needs.KIND:
            return mention.kind != ""
        case Needs.STREET:
            return mention.kind == "đường" or mention.hinted
        case Needs.CITY:
            return False


def _by_company(mention: _Mention, sure: Sequence[_Mention], day: date) -> str:
    """The one candidate that the closest wider place holds, or the empty string."""
    for company in sorted(sure, key=mention.distance):
        held = [each for each in mention.candidates if _explains(company.candidates[0].place, each, day)]
        if held:
            near = mention.kind != "" or mention.distance(company) <= _NEAR or held[0].kind == ""
            return held[0].place.id if len(held) == 1 and near else ""
    return ""


def _corrected(mention: _Mention, sure: Sequence[_Mention], day: date) -> str:
    """*Tân Phú (Đồng Nai)* : a wider place right after a name outweighs its usual meaning."""
    own = mention.candidates[0]
    for company in sure:
        if mention.kind or not 0 <= company.start - mention.end <= _RIGHT_AFTER:
            continue
        wider = company.candidates[0].place
        held = [each for each in mention.namesakes if each.place.level == "district" and _explains(wider, each, day)]
        if len(held) == 1 and not _explains(wider, own, day):
            return held[0].place.id
    return own.place.id


def _explains(company: Place, candidate: Candidate, day: date) -> bool:
    """Whether ``company`` holds the candidate; for a street or landmark, whether it lies in the same province."""
    if candidate.needs is Needs.CITY:
        return ".".join(candidate.place.id.split(".")[:2]) in lineage(company.id, day)
    return company.id in lineage(candidate.place.id, day)[1:]


def leaves(ids: set[str], day: date) -> Iterator[str]:
    """Those of ``ids`` that hold no other of them."""
    held = {wider for place_id in ids for wider in lineage(place_id, day)[1:]}
    return (place_id for place_id in sorted(ids) if place_id not in held)
