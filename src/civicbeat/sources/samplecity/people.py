"""Who talks in the sample city: nicknames and newspapers that nobody bears.

Nicknames are things and moods with a number, never a family and a given name, so that none can be a real person's name.
"""

from __future__ import annotations

from functools import cache
from random import Random

AUTHORS = 9_000
BOTS_FROM = 20_000
CAMPAIGN_FROM = 30_000
SMALL_FROM = 40_000

PLATFORMS = ("facebook", "tiktok", "youtube", "forum", "mastodon", "news")
SHARES = {"facebook": 0.42, "tiktok": 0.18, "youtube": 0.14, "forum": 0.10, "mastodon": 0.05, "news": 0.11}

OUTLETS = (
    *(
        "Báo Thành Phố Mẫu",
        "Nhật Báo Bến Nước",
        "Tin Hẻm 24 Giờ",
        "Báo Phố Mẫu",
        "Thời Báo Sông Mẫu",
        "Tin Nhanh Ngã Sáu",
    ),
    *("Tạp Chí Đô Thị Mẫu", "Báo Lao Động Mẫu", "Bản Tin Chợ Sớm", "Đài Tiếng Nói Phố Mẫu", "Truyền Hình Phố Mẫu"),
    *("Báo Sinh Viên Mẫu", "Sample City Post", "The Canal Courier", "Báo Nhịp Cầu Mẫu", "Trang Tin Giờ Tan Tầm"),
    *("Báo Khăn Rằn", "Tuần Báo Vỉa Hè", "Tin Triều Cường", "Báo Sáng Phố Mẫu"),
)
AGENCIES = (
    *("Sở Giao Thông Phố Mẫu", "Trung Tâm Thoát Nước Mẫu", "Cấp Nước Phố Mẫu", "Điện Lực Phố Mẫu"),
    *("Cổng Tin Phường Mẫu", "Trung Tâm Kiểm Soát Bệnh Tật Mẫu"),
)
INSTITUTIONS = OUTLETS + AGENCIES

_NOUNS = (
    *(
        "Mèo Lười",
        "Cà Phê Đá",
        "Bánh Mì Nóng",
        "Hẻm Nhỏ",
        "Gió Chiều",
        "Trà Tắc",
        "Xe Cũ",
        "Mưa Rào",
        "Nắng Sớm",
        "Cá Lóc",
    ),
    *("Mẹ Bắp", "Ba Khoai", "Dì Bún", "Cậu Mận", "Út Mít", "Tư Dừa", "Hạt Tiêu", "Me Chua", "Sầu Riêng", "Ổi Xanh"),
    *("saigon.mua", "hem.nho", "banhmi.fan", "rainy_rider", "pho_lover", "cu.dan", "motorbike.dad", "canal.walker"),
    *("chill.sgn", "tea_and_rain", "xe.om", "nguoi.qua.duong", "lost_in_alley", "bep.nha.la", "mua.thang.bay"),
)
_MOODS = ("", " Vui Vẻ", " Khó Ở", " Ngủ Trưa", " Dạo Phố", " Đi Làm", " Hay Quên", " Thích Ăn", " Bận Rộn", " Mê Phim")


@cache
def nickname(number: int) -> str:
    """The nickname of the author ``number``: different for every number."""
    noun = _NOUNS[number % len(_NOUNS)]
    if "." in noun or "_" in noun:
        return f"{noun}{number}"
    return f"{noun}{_MOODS[number // len(_NOUNS) % len(_MOODS)]} {number}"


def pool(platform: str) -> tuple[int, int]:
    """The first author of ``platform`` and how many it has; everybody talks on one platform."""
    before = sum(SHARES[name] for name in PLATFORMS[: PLATFORMS.index(platform)])
    return round(AUTHORS * before), round(AUTHORS * SHARES[platform])


_POOLS = {name: pool(name) for name in PLATFORMS}


def somebody(rng: Random, platform: str) -> int:
    """An author of ``platform``; a few say much and most say little."""
    first, size = _POOLS[platform]
    return first + int(size * rng.random() ** 2.2)
