"""Forecast words: what a manager reads about what is to come, and why there is no forecast."""

from __future__ import annotations

from civicbeat.analysis.backtests import Backtest
from civicbeat.analysis.contract import Doubt, Refusal, Sentence
from civicbeat.analysis.spike_words import en_number, vi_number

POSTS = Sentence("bài đăng", "posts")
_TOO_NARROW = 0.85
"""A band that held fewer than this share is told to be too narrow."""


def expected(total: float, doubt: Doubt, length: tuple[int, bool], counted: Sentence, past: Backtest) -> Sentence:
    """How many are to come, how sure that is, and how such forecasts did; ``length`` is so many hours, or days."""
    ahead, hourly = length
    unit = ("giờ", "hour") if hourly else ("ngày", "day")
    vi = f"{ahead} {unit[0]} tới" if ahead > 1 else f"{unit[0]} tới"
    en = f"{ahead} {unit[1]}s" if ahead > 1 else unit[1]
    vi_past, en_past = _past(unit, past)
    return Sentence(
        f"Trong {vi}, dự kiến có khoảng {vi_number(total)} {counted.vi}"
        f" (khoảng tin cậy 95 %: từ {vi_number(doubt.low)} đến {vi_number(doubt.high)}). {vi_past}",
        f"About {en_number(total)} {counted.en} are expected in the next {en}"
        f" (95 % interval: {en_number(doubt.low)} to {en_number(doubt.high)}). {en_past}",
    )


def _past(unit: tuple[str, str], past: Backtest) -> tuple[str, str]:
    share = round(100 * past.inside)
    vi = f"Trong {past.days} ngày qua, {share} % số {unit[0]} nằm trong dải dự báo đã vẽ từ trước."
    en = f"In the last {past.days} days, {share} % of {unit[1]}s fell inside the band drawn beforehand."
    if past.inside < _TOO_NARROW:
        vi += " Cần thận trọng: gần đây dải này quá hẹp."
        en += " Be careful: of late the band was too narrow."
    if past.better <= 0:
        vi += " Dự báo này không tốt hơn việc lấy lại số liệu của hôm trước hoặc tuần trước."
        en += " This is no better than repeating yesterday or last week."
    return vi, en


_REFUSED = {
    "no-counts": (
        "Dữ liệu đưa vào không phải là số đếm (có số âm, vô hạn hoặc sai hình dạng).",
        "What was given are no counts: some are negative or infinite, or their shape is wrong.",
    ),
    "no-such-step": (
        "Chỉ dự báo được chuỗi số đếm theo giờ hoặc theo ngày.",
        "Only counts by the hour or by the day can be forecast.",
    ),
    "no-such-horizon": (
        "Chỉ dự báo được từ một giờ đến mười bốn ngày tới.",
        "Forecasts reach from one hour to fourteen days ahead.",
    ),
    "too-many-gaps": (
        "Hơn một phần năm thời gian, hoặc quá nửa tuần qua, không thu được dữ liệu; hãy kiểm tra các nguồn.",
        "More than a fifth of the time, or half of the last week, was not heard; look after the sources.",
    ),
    "constant": (
        "Mọi khoảng thời gian đều có cùng một số đếm; đó không phải là dữ liệu thật, hãy kiểm tra nguồn.",
        "Every moment has the same count, which no real talk has; look after the source.",
    ),
    "too-few": (
        "Có quá ít dữ liệu khác 0 để dự báo; hãy xem theo ngày hoặc chọn chủ đề rộng hơn.",
        "Too little was counted to forecast anything; look at days, or at a wider topic.",
    ),
}


def refused(reason: str) -> Refusal:
    """Why there is no forecast, and what would help."""
    vi, en = _REFUSED[reason]
    return Refusal(reason, Sentence(vi, en))


def too_short(days: int, needed: int) -> Refusal:
    """The history is too short for so long a forecast."""
    return Refusal(
        "too-short",
        Sentence(
            f"Mới có {days} ngày dữ liệu; cần ít nhất {needed} ngày để dự báo xa như vậy.",
            f"There are {days} days of data; a forecast so far ahead needs at least {needed}.",
        ),
    )
