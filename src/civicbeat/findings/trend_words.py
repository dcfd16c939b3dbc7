"""Trend words: what a manager reads beside a forecast, and why there is none."""

from __future__ import annotations

from datetime import datetime

from civicbeat.analysis.contract import Sentence
from civicbeat.analysis.spike_words import en_number, vi_number

HIDDEN = Sentence(
    "Phần lớn thời gian có quá ít người viết, nên không thể dự báo mà không để lộ nhóm nhỏ.",
    "Most of the time too few people wrote, so that nothing can be forecast without showing small groups.",
)


def so_far(posts: int, until: datetime, high: float) -> Sentence:
    """What the first day of a forecast has brought until a moment, and whether that is beyond the day's band already.

    Args:
        posts: said until then.
        until: when it was counted, in the reader's zone.
        high: the upper end of the day's band.
    """
    vi = f"Dự báo gồm cả hôm nay, ngày chưa kết thúc: đến {until:%H:%M} đã có {vi_number(posts)} bài đăng"
    en = f"The forecast includes today, which is not over: by {until:%H:%M} there were {en_number(posts)} posts"
    if posts > high:
        vi += ", đã vượt dải dự báo của cả ngày"
        en += ", already beyond the band of the whole day"
    vi += "; dự báo được lập từ những ngày đã trọn, nên chưa tính đến điều này."
    en += "; it is made from whole days, and does not know of this yet."
    return Sentence(vi, en)
