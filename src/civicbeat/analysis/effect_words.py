"""Effect words: what a manager reads about the effect of a decision."""

from __future__ import annotations

from math import floor, log10

from civicbeat.analysis.contract import Doubt, Sentence

_MOST_DECIMALS = 4


def effect(estimate: float, doubt: Doubt, *, steady: bool) -> Sentence:
    """The effect with its interval, or that none can be shown; ``steady`` where other windows agree."""
    decimals = _decimals(doubt.high - doubt.low)
    found, low, high = (
        f"{number:{sign}.{decimals}f}" for number, sign in ((estimate, "+"), (doubt.low, ""), (doubt.high, ""))
    )
    vi_found, vi_low, vi_high = (text.replace(".", ",") for text in (found, low, high))
    if doubt.low <= 0 <= doubt.high:
        return Sentence(
            f"Không chứng minh được tác động: ước tính {vi_found},"
            f" khoảng tin cậy 95 % từ {vi_low} đến {vi_high} có chứa số 0.",
            f"No effect can be shown: {found} is estimated; the 95 % interval from {low} to {high} holds 0.",
        )
    vi = (
        f"Sau quyết định, kết quả thay đổi trung bình {vi_found} so với khi không có quyết định"
        f" (khoảng tin cậy 95 %: từ {vi_low} đến {vi_high})."
    )
    en = (
        f"After the decision the outcome changed by {found} on average, against what it would have been"
        f" without it (95 % interval: {low} to {high})."
    )
    if steady:
        return Sentence(vi, en)
    return Sentence(
        f"{vi} Cần thận trọng: xét khoảng thời gian ngắn hơn thì kết quả khác đi.",
        f"{en} Be careful: in a shorter stretch of time the result is another.",
    )


def _decimals(width: float) -> int:
    """So many that an interval of this width has two digits."""
    return min(_MOST_DECIMALS, max(1, 1 - floor(log10(width)))) if width > 0 else 1
