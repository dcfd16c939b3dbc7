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
    said = []
    if Group.PLACE in counts:
        silent, there, wider = counts[Group.PLACE]
        said.append(_places(silent, there, wider))
    if Group.LANGUAGE in counts:
        silent, there, _ = counts[Group.LANGUAGE]
        said.append(_languages(silent, there))
    if Group.THEME in counts:
        silent, there, _ = counts[Group.THEME]
        said.append(_themes(silent, there))
    if not said:
        return Sentence("Các mô hình cần thiết đang bị tắt.", "The models that this rests on are switched off.")
    vi, en = ("; ".join(parts) for parts in zip(*said, strict=True))
    return Sentence(f"Trong {days} ngày: {vi}.", f"In {days} days: {en}.")


def _places(silent: int, there: int, wider: int) -> tuple[str, str]:
    if not silent:
        return "phường, xã nào cũng được nhắc tới", "every ward is named"
    vi = f"{silent} trong {there} phường, xã không ai hoặc quá ít người nhắc tới"
    en = f"{silent} of {there} wards are named by nobody or by too few people"
    if not wider:
        return vi, en
    return (
        f"{vi} ({wider} nơi chỉ được nhắc bằng tên quận, huyện cũ)",
        f"{en} ({wider} only by the name of their former district)",
    )


def _languages(silent: int, there: int) -> tuple[str, str]:
    if not silent:
        return (
            "ngôn ngữ nào của các cộng đồng trong thành phố cũng được nghe thấy",
            "every language of the city's communities is heard",
        )
    return (
        f"{silent} trong {there} ngôn ngữ của các cộng đồng trong thành phố không nghe thấy",
        f"{silent} of {there} languages of the city's communities are not heard",
    )


def _themes(silent: int, there: int) -> tuple[str, str]:
    if not silent:
        return "lĩnh vực nào cũng có người nói tới", "every theme is spoken of"
    return (
        f"{silent} trong {there} lĩnh vực không ai hoặc quá ít người nói tới",
        f"{silent} of {there} themes are spoken of by nobody or by too few people",
    )
