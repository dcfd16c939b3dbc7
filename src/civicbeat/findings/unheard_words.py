"""Unheard words: what a manager reads about who is not heard."""

from __future__ import annotations

from collections.abc import Mapping

from civicbeat.analysis.contract import Sentence
from civicbeat.store.question import Group

WHY = Sentence(
    "Im lặng trên mạng không có nghĩa là hài lòng: muốn biết những nơi và những người này nghĩ gì, phải hỏi bằng cách"
    " khác. Ai không lên mạng thì không được nghe ở đây. Tuổi, giới tính, thu nhập, sức khoẻ, dân tộc và tín ngưỡng"
    " không bao giờ bị suy đoán, nên không thể nói nhóm nào trong số đó im lặng.",
    "Silence online is not contentment: whoever wants to know what these places and people think must ask them in"
    " another way. Who is not online is not heard here at all. Age, sex, income, health, ethnic group and faith are"
    " never inferred, so that nobody can say which of these groups is silent.",
)


def told(days: int, counts: Mapping[Group, tuple[int, int, int]]) -> Sentence:
    """Of how many places, languages and themes nobody speaks, or too few to be told.

    Args:
        days: how long the period is.
        counts: by group how many are unheard, how many there are, and how many of the unheard are named more widely.
    """
    vi, en = [], []
    if Group.PLACE in counts:
        silent, there, wider = counts[Group.PLACE]
        vi.append(f"{silent} trong {there} phường, xã không ai hoặc quá ít người nhắc tới{_wider_vi(wider)}")
        en.append(f"{silent} of {there} wards are named by nobody or by too few people{_wider_en(wider)}")
    if Group.LANGUAGE in counts:
        silent, there, _ = counts[Group.LANGUAGE]
        vi.append(f"{silent} trong {there} ngôn ngữ của các cộng đồng trong thành phố không nghe thấy")
        en.append(f"{silent} of {there} languages of the city's communities are not heard")
    if Group.THEME in counts:
        silent, there, _ = counts[Group.THEME]
        vi.append(f"{silent} trong {there} lĩnh vực không ai hoặc quá ít người nói tới")
        en.append(f"{silent} of {there} themes are spoken of by nobody or by too few people")
    if not vi:
        return Sentence("Các mô hình cần thiết đang bị tắt.", "The models that this rests on are switched off.")
    return Sentence(f"Trong {days} ngày: {'; '.join(vi)}.", f"In {days} days: {'; '.join(en)}.")


def _wider_vi(count: int) -> str:
    return f" ({count} nơi chỉ được nhắc bằng tên quận, huyện cũ)" if count else ""


def _wider_en(count: int) -> str:
    return f" ({count} only by the name of their former district)" if count else ""
