"""Explain words: what a manager reads about a change, and why there is no explanation."""

from __future__ import annotations

from collections.abc import Sequence

from civicbeat.analysis.contract import Refusal, Sentence
from civicbeat.analysis.parts import Effect, Part

MOST = 0.5
"""From this share of the change on, a part is most of it."""
NAMED = 3
"""So many parts are told of."""


def changed(total: Part, parts: Sequence[Part], others: int | None, *, labelled: bool) -> Sentence:
    """The change, the groups that surely moved with it and against it, and whether more or worse was said.

    ``others`` is the number of the part that is in no group: it is no cause.
    """
    told = [_whole(total, labelled=labelled)]
    sure = [part for part in parts if part.change.sure]
    named = [part for part in sure if part.number != others]
    if total.change.sure:
        told += _causes(total, named, max((abs(part.change.value) for part in parts if part not in named), default=0.0))
        if total.volume is not None and total.rate is not None:
            told += _effects(total.volume, total.rate)
    elif named:
        told.append(_moves(named, "Nhưng bên trong có thay đổi", "But within it"))
    return Sentence(" ".join(each.vi for each in told), " ".join(each.en for each in told))


def _whole(total: Part, *, labelled: bool) -> Sentence:
    vi, en = ("Số bài tiêu cực", "Negative posts") if labelled else ("Số bài đăng", "Posts")
    before, now = (HIDDEN if count is None else whole(count) for count in (total.before, total.now))
    if not total.change.sure:
        return Sentence(
            f"{vi} trước là {before.vi}, nay là {now.vi}: chênh lệch này có thể chỉ là ngẫu nhiên.",
            f"{en} went from {before.en} to {now.en}, a change that may be chance alone.",
        )
    size, span = _size(total.change), _span(total.change)
    up = total.change.value > 0
    return Sentence(
        f"{vi} {'tăng' if up else 'giảm'} {size.vi} (khoảng tin cậy 95 %: {span.vi}), từ {before.vi}"
        f" {'lên' if up else 'xuống'} {now.vi}.",
        f"{en} {'rose' if up else 'fell'} by {size.en} (95 % interval: {span.en}), from {before.en} to {now.en}.",
    )


def _causes(total: Part, named: Sequence[Part], beside: float) -> list[Sentence]:
    along = [part for part in named if part.change.value * total.change.value > 0]
    against = [part for part in named if part.change.value * total.change.value < 0]
    told = [_along(total, along, beside) if along else NO_CAUSE]
    return [*told, _moves(against, "Ngược lại", "Against it")] if against else told


def _along(total: Part, along: Sequence[Part], beside: float) -> Sentence:
    """The groups that brought it; ``beside`` is the greatest change of a part that is not sure, or in no group."""
    first, *others = along[:NAMED]
    one = _with_span(first)
    share = abs(first.change.value) / abs(total.change.value)
    vi, en = ("Phần lớn", "Most of it") if share >= MOST else ("Phần lớn nhất", "The largest part")
    if beside > abs(first.change.value) and share < MOST:
        vi, en = "Trong phần nêu được chắc chắn, nhiều nhất", "The largest part that can be named for sure"
    then_vi = "".join(f"; tiếp theo là {each.vi}" for each in map(_with_span, others))
    then_en = "".join(f"; then {each.en}" for each in map(_with_span, others))
    return Sentence(f"{vi} đến từ {one.vi}{then_vi}.", f"{en} came from {one.en}{then_en}.")


def _moves(parts: Sequence[Part], vi: str, en: str) -> Sentence:
    told = [_moved(part) for part in parts[:NAMED]]
    return Sentence(f"{vi}: {'; '.join(each.vi for each in told)}.", f"{en}: {'; '.join(each.en for each in told)}.")


def _effects(volume: Effect, rate: Effect) -> list[Sentence]:
    """Why there are more or fewer posts of the label; an effect whose interval holds 0 is not told of."""
    told = [
        _effect(volume, ("nói nhiều hơn", "more was said"), ("nói ít hơn", "less was said")),
        _effect(
            rate,
            ("tỷ lệ tiêu cực cao hơn", "a larger share of it was negative"),
            ("tỷ lệ tiêu cực thấp hơn", "a smaller share of it was negative"),
        ),
    ]
    known = [each for each in told if each is not None]
    if not known:
        return []
    return [
        Sentence(
            f"Nguyên do: {'; '.join(each.vi for each in known)}.",
            f"The reason: {'; '.join(each.en for each in known)}.",
        )
    ]


def _effect(effect: Effect, more: tuple[str, str], less: tuple[str, str]) -> Sentence | None:
    if not effect.sure:
        return None
    vi, en = more if effect.value > 0 else less
    size, span, sign = _size(effect), _span(effect), "+" if effect.value > 0 else "−"
    return Sentence(f"{vi} ({sign}{size.vi}, {span.vi})", f"{en} ({sign}{size.en}, {span.en})")


def _with_span(part: Part) -> Sentence:
    size, span = _size(part.change), _span(part.change)
    return Sentence(
        f"{part.name.vi}, khoảng {size.vi} bài ({span.vi})", f"{part.name.en}, about {size.en} posts ({span.en})"
    )


def _moved(part: Part) -> Sentence:
    size, span, up = _size(part.change), _span(part.change), part.change.value > 0
    return Sentence(
        f"{part.name.vi} {'tăng' if up else 'giảm'} khoảng {size.vi} bài ({span.vi})",
        f"{part.name.en} {'rose' if up else 'fell'} by about {size.en} posts ({span.en})",
    )


def _size(effect: Effect) -> Sentence:
    return whole(abs(effect.value))


def _span(effect: Effect) -> Sentence:
    """The interval of a size, the smaller end first."""
    low, high = sorted((abs(effect.low), abs(effect.high)))
    least, most = whole(low), whole(high)
    return Sentence(f"từ {least.vi} đến {most.vi}", f"{least.en} to {most.en}")


def whole(number: float) -> Sentence:
    """A number of posts as each language writes it."""
    written = f"{number:,.0f}"
    return Sentence(written.replace(",", "."), written)


HIDDEN = Sentence("một số quá nhỏ để hiển thị", "a number too small to be shown")
NO_CAUSE = Sentence(
    "Không nhóm nào tăng hay giảm đủ chắc chắn để coi là nguyên nhân.", "No single group moved enough to be named."
)

_REFUSED = {
    "no-counts": (
        "Dữ liệu đưa vào không phải là số đếm của hai khoảng thời gian (có số âm, vô hạn hoặc sai hình dạng).",
        "What was given are no counts of two periods: some are negative or infinite, or their shape is wrong.",
    ),
    "one-group": (
        "Không có nhóm nào đủ lớn để tách sự thay đổi; hãy chọn cách tách khác hoặc khoảng thời gian dài hơn.",
        "There are no groups large enough to take the change apart; choose another way, or a longer period.",
    ),
    "too-few": (
        "Có quá ít bài đăng: cần ít nhất 30 bài trong một trong hai khoảng thời gian. Hãy chọn khoảng dài hơn.",
        "There are too few posts: one of the two periods must have at least 30. Choose a longer period.",
    ),
    "hidden": (
        "Ở một trong hai kỳ có quá ít người nói nên không được đếm; hãy chọn kỳ dài hơn, hoặc xét mọi bài đăng.",
        "In one of the two periods too few people spoke to be counted; choose longer ones, or look at all posts.",
    ),
    "gaps": (
        "Hơn nửa số bài đến từ những nguồn không được nghe liên tục trong cả hai khoảng thời gian; hãy đổi khoảng.",
        "More than half of the posts came from sources that were not heard throughout both periods; choose others.",
    ),
    "no-change": (
        "Giữa hai khoảng thời gian không có thay đổi nào vượt quá mức ngẫu nhiên.",
        "Nothing changed beyond chance between the two periods.",
    ),
}


def refused(reason: str) -> Refusal:
    """The refusal of that reason."""
    return Refusal(reason, Sentence(*_REFUSED[reason]))
