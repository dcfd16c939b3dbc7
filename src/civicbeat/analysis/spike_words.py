"""Spike words: what a manager reads about a rise, and why there is no finding."""

from __future__ import annotations

from datetime import datetime

from civicbeat.analysis.contract import Refusal, Sentence
from civicbeat.analysis.spikes import Spike

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_YEAR = 52.0
"""Weeks; a past of sixty days cannot vouch for rarer things."""


def rising(spike: Spike) -> Sentence:
    """A rise that goes on."""
    return risen(spike.onset, None, (spike.ratio, spike.low, spike.high), spike.per_week)


def risen(onset: datetime, end: datetime | None, times: tuple[float, float, float], per_week: float) -> Sentence:
    """A rise that goes on, or with an ``end`` one that is over; ``times`` the usual with the ends of their interval."""
    (vi, en), (rare_vi, rare_en) = _moment(onset), _rarity(per_week)
    vis, ens = ([write(number) for number in times] for write in (vi_number, en_number))
    many_vi = f"số bài đăng nhiều gấp khoảng {vis[0]} lần mức thường lệ (từ {vis[1]} đến {vis[2]} lần)"
    many_en = f"about {ens[0]} times as many posts as usual ({ens[1]} to {ens[2]} times)"
    if end is None:
        return Sentence(
            f"Từ {vi}, {many_vi} và vẫn đang tiếp diễn; {rare_vi}.",
            f"Since {en} there have been {many_en}, and it goes on; {rare_en}.",
        )
    until_vi, until_en = _moment(end)
    return Sentence(
        f"Từ {vi} đến {until_vi}, {many_vi}; {rare_vi}.",
        f"From {en} until {until_en} there were {many_en}; {rare_en}.",
    )


def as_usual(ratio: float, low: float, high: float) -> Sentence:
    """Nothing that would be told."""
    return Sentence(
        f"Hiện không có đợt tăng bất thường: giờ vừa qua có số bài đăng bằng khoảng {vi_number(ratio)} lần"
        f" mức thường lệ (từ {vi_number(low)} đến {vi_number(high)} lần).",
        f"There is no unusual rise now: the last hour brought about {en_number(ratio)} times as many posts as usual"
        f" ({en_number(low)} to {en_number(high)} times).",
    )


def _moment(when: datetime) -> tuple[str, str]:
    return f"{when:%H:%M} ngày {when.day}/{when.month}", f"{when:%H:%M} on {when.day} {_MONTHS[when.month - 1]}"


def _rarity(per_week: float) -> tuple[str, str]:
    """How often such a rise comes by itself."""
    if per_week * _YEAR <= 1:
        return "mức tăng như vậy tự nó chưa đến một lần mỗi năm", "such a rise comes by itself less than once a year"
    vi, en = "mức tăng như vậy tự nó xảy ra khoảng", "such a rise comes by itself about"
    weeks, count = round(1 / per_week), round(per_week)
    if weeks > 1:
        return f"{vi} {weeks} tuần một lần", f"{en} once in {weeks} weeks"
    if count > 1:
        return f"{vi} {count} lần mỗi tuần", f"{en} {count} times a week"
    return f"{vi} một lần mỗi tuần", f"{en} once a week"


def en_number(number: float) -> str:
    """A ratio as it is written in English."""
    return f"{number:.1f}" if number < 10 else f"{number:,.0f}"


def vi_number(number: float) -> str:
    """A ratio as it is written in Vietnamese."""
    return f"{number:.1f}".replace(".", ",") if number < 10 else f"{number:,.0f}".replace(",", ".")


_REFUSED = {
    "too-short": (
        "Chưa đủ dữ liệu để biết mức thường lệ: cần nghe ít nhất hai ngày.",
        "Too little is known of what is usual: at least two days must be heard.",
    ),
    "too-many-gaps": (
        "Hơn nửa thời gian không thu được dữ liệu nên không thể nói điều gì là bất thường; hãy kiểm tra các nguồn.",
        "More than half of the time was not heard, so that nothing can be called unusual; look after the sources.",
    ),
    "constant": (
        "Mọi khoảng thời gian đều có cùng số bài đăng; đó không phải là một cuộc trò chuyện thật, hãy kiểm tra nguồn.",
        "Every moment has the same number of posts, which no real talk has; look after the source.",
    ),
    "no-counts": (
        "Dữ liệu đưa vào không phải là số đếm (có số âm, vô hạn hoặc sai hình dạng).",
        "What was given are no counts: some are negative or infinite, or their shape is wrong.",
    ),
    "nothing-rises": (
        "Không có gì tăng lên một cách chắc chắn trong khoảng thời gian này.",
        "Nothing rises for sure in this time.",
    ),
    "no-such-kind": (
        "Chỉ xét được cụm từ, địa điểm, nguồn, câu chuyện và lĩnh vực.",
        "Only phrases, places, sources, stories and themes can be looked at.",
    ),
    "too-few": (
        "Có quá ít người viết nên không thể nói gì về nhóm nhỏ như vậy.",
        "Too few people wrote to say anything about so small a group.",
    ),
    "no-time-zone": (
        "Không rõ múi giờ của thời điểm bắt đầu.",
        "The time zone of the start is not given.",
    ),
    "no-such-step": (
        "Độ dài mỗi khoảng phải từ một phút đến một giờ và chia hết một giờ.",
        "A cell must last from a minute to an hour and divide an hour.",
    ),
    "no-such-rate": (
        "Số báo động nhầm mỗi tuần phải lớn hơn 0.",
        "The number of false alarms a week must be above 0.",
    ),
    "already-counted": (
        "Dữ liệu này đã được tính trước đây nên không tính lần nữa.",
        "These data were counted before and are not counted again.",
    ),
    "off-grid": (
        "Thời điểm bắt đầu không khớp với các khoảng đã theo dõi; hãy kiểm tra đồng hồ của nguồn.",
        "The start does not fit the cells followed so far; look at the clock of the source.",
    ),
    "clock-jump": (
        "Dữ liệu bắt đầu muộn hơn quá sáu mươi ngày so với lần trước; hãy kiểm tra đồng hồ hoặc bắt đầu theo dõi lại.",
        "The data start more than sixty days after the last; look at the clock, or begin anew.",
    ),
    "other-series": (
        "Trạng thái đã lưu thuộc về chuỗi số hoặc phiên bản khác; hãy bắt đầu theo dõi lại.",
        "What was kept belongs to another series or version; begin anew.",
    ),
}


def refused(reason: str) -> Refusal:
    """The refusal of that reason."""
    return Refusal(reason, Sentence(*_REFUSED[reason]))
