"""Generated posts: a year of Vietnamese and English posts with the shape of real ones, ten million in minutes.

Words follow Zipf's law over about 6,500 Vietnamese syllables and 64,000 English-like words; people, stories, themes and
places are skewed as they are in life. The same number of posts is the same posts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.records.post import ENRICHED

BATCH = 100_000
START = datetime(2025, 11, 1, tzinfo=UTC)
DAYS = 365
PEOPLE = 400_000


def _listed(words: str) -> list[str]:
    return words.split()


_ONSETS = _listed("""
b c ch d đ g gh h kh l m n ng nh ph qu r s t th tr v x
""")
_RIMES = _listed("""
a á à ả ã ạ an án àn ản ãn ạn ang áng àng ảng ãng ạng anh ánh ành ảnh ãnh ạnh ao áo ào ảo ão ạo âu ấu ầu ẩu ẫu
ậu ấp ập át ạt e é è ẻ ẽ ẹ ên ến ền ển ễn ện i í ì ỉ ĩ ị iên iến iền iển iễn iện inh ính ình ỉnh ĩnh ịnh o ó ò
ỏ õ ọ ô ố ồ ổ ỗ ộ ông ống ồng ổng ỗng ộng ơi ới ời ởi ỡi ợi u ú ù ủ ũ ụ ung úng ùng ủng ũng ụng ương ướng ường
ưởng ưỡng ượng ước ược uốc uộc y ý ỳ ỷ ỹ ỵ ai ái ài ải ãi ại ôi ối ồi ổi ỗi ội ác ạc ích ịch ưa ứa ừa ửa ữa ựa
ong óng òng ỏng õng ọng ưng ứng ừng ửng ững ựng am ám àm ảm ãm ạm ăn ắn ằn ẳn ẵn ặn oa óa òa ỏa õa ọa uyên
uyến uyền uyển uyễn uyện em ém èm ẻm ẽm ẹm êu ếu ều ểu ễu ệu iết iệt uy úy ùy ủy ũy ụy ơm ớm ờm ởm ỡm ợm âm ấm
ầm ẩm ẫm ậm ép ẹp ôm ốm ồm ổm ỗm ộm in ín ìn ỉn ĩn ịn eo éo èo ẻo ẽo ẹo
""")
_SOUNDS = _listed("""
ba be bi bo bu ca ce co cu da de di do fa fe fi ga ge ha he hi ho ja ka ki la le li lo lu ma me mi mo na ne ni
no
""")
_ENDS = ("", "n", "r", "s", "t", "ing", "ed", "ly", "er", "tion")


def vietnamese() -> list[str]:
    """About 6,500 syllables, the same every time, in no alphabetic order."""
    return _shuffled([onset + rime for onset in _ONSETS for rime in _RIMES])


def english() -> list[str]:
    """64,000 words that look English to an index."""
    words = dict.fromkeys(
        "".join(parts) + end for parts in itertools.product(_SOUNDS, _SOUNDS, _SOUNDS[::2]) for end in _ENDS
    )
    return _shuffled(list(words))[:64_000]


def batches(posts: int, size: int = BATCH) -> Iterator[pa.RecordBatch]:
    """``posts`` enriched posts in order of time, in batches of ``size``."""
    makers = _Makers(np.random.default_rng(7))
    for first in range(0, posts, size):
        yield makers.batch(first, min(size, posts - first), posts)


class _Makers:
    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        vi, en = vietnamese(), english()
        self._words = pa.array(vi + en)
        self._vi = _zipf(len(vi), 1.0)
        self._en = _zipf(len(en), 1.05)
        self._offset = len(vi)
        self._themes = pa.array([f"theme-{n:02}" for n in range(21)] + ["unclassified"])
        self._places = pa.array([f"vn.hcm.place-{n:03}" for n in range(200)])

    def batch(self, first: int, size: int, total: int) -> pa.RecordBatch:
        random = self._random
        vi = random.random(size) < 0.7
        story = random.integers(1, 2**63, size, dtype=np.uint64)
        published = np.sort(_moments(random, first, size, total))
        text = self._texts(vi)
        copies = np.flatnonzero(random.random(size) < 0.12)
        origin = np.arange(size)
        origin[copies] = random.choice(copies, 100)[random.choice(100, len(copies), p=_zipf_p(100))]
        person = np.searchsorted(_zipf(PEOPLE, 0.8), random.random(size)).astype(np.uint64)
        month = (published // (30 * 86_400_000)).astype(np.uint64)
        p = random.dirichlet((1, 1, 1), size).astype(np.float32)
        ids = _mixed(np.arange(first, first + size, dtype=np.uint64))
        news = random.random(size) < 0.03
        read = published + random.integers(1_000, 3_600_000, size)
        numbers = pa.array(ids % np.uint64(2**40)).cast(pa.string())
        columns = {
            "id": ids,
            "source": _of(random, ("feeds.local", "files.facebook", "files.youtube", "mastodon"), size),
            "platform": _of(random, ("facebook", "youtube", "news", "mastodon"), size),
            "published_at": pa.array(published).cast(pa.timestamp("ms", "UTC")),
            "collected_at": pa.array(read).cast(pa.timestamp("ms", "UTC")),
            "text": text.take(pa.array(origin)),
            "institution": pa.array(np.where(news, "Báo Thành Phố", "")),
            "url": pc.binary_join_element_wise("https://social.example/p/", numbers, ""),
            "kind": _of(random, ("comment", "post", "article", "share"), size),
            "parent": pa.array(np.where(random.random(size) < 0.3, ids ^ np.uint64(0xFF), np.uint64(0))),
            "thread": pa.array(np.zeros(size, dtype=np.uint64)),
            "likes": pa.array(random.geometric(0.2, size).astype(np.uint32) - np.uint32(1)),
            "replies": pa.array(random.geometric(0.6, size).astype(np.uint32) - np.uint32(1)),
            "shares": pa.array(random.geometric(0.8, size).astype(np.uint32) - np.uint32(1)),
            "reach": pa.nulls(size, pa.uint32()),
            "media": _lists(pa.array(["image", "video"]), random, random.random(size) < 0.2, 1),
            "tags": _lists(pa.array(["none"]), random, np.zeros(size, dtype=bool), 1),
            "latitude": pa.nulls(size, pa.float32()),
            "longitude": pa.nulls(size, pa.float32()),
            "deleted": pa.array(np.zeros(size, dtype=bool)),
            "author": pa.array(_mixed(person * np.uint64(4096) + month)),
            "declared_language": pa.array([""] * size),
            "language": pa.array(np.where(vi, "vi", "en")),
            "language_confidence": pa.array(random.random(size).astype(np.float32)),
            "sentiment": _of(random, ("neutral", "negative", "positive", "unclear"), size),
            "p_negative": pa.array(p[:, 0]), "p_neutral": pa.array(p[:, 1]), "p_positive": pa.array(p[:, 2]),
            "themes": _lists(self._themes, random, np.ones(size, dtype=bool), 2),
            "places": _lists(self._places, random, random.random(size) < 0.4, 1),
            "story": pa.array(story[origin]),
        }  # fmt: skip
        return pa.RecordBatch.from_arrays(
            [pa.array(columns[n]).cast(ENRICHED.field(n).type) for n in ENRICHED.names], schema=ENRICHED
        )

    def _texts(self, vi: np.ndarray) -> pa.Array:
        random = self._random
        lengths = np.clip(random.lognormal(3.3, 0.5, len(vi)), 4, 120).astype(np.int32)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        is_vi = np.repeat(vi, lengths)
        draw = random.random(len(is_vi))
        words = np.empty(len(is_vi), dtype=np.int32)
        words[is_vi] = np.searchsorted(self._vi, draw[is_vi])
        words[~is_vi] = self._offset + np.searchsorted(self._en, draw[~is_vi])
        lists = pa.ListArray.from_arrays(pa.array(offsets), self._words.take(pa.array(words)))
        return pc.binary_join(lists, " ")


def _zipf_p(count: int, exponent: float = 1.0) -> np.ndarray:
    weights = 1 / np.arange(3, count + 3) ** exponent
    return weights / weights.sum()


def _zipf(count: int, exponent: float) -> np.ndarray:
    cumulated = np.cumsum(_zipf_p(count, exponent))
    cumulated[-1] = 1.0
    return cumulated


def _moments(random: np.random.Generator, first: int, size: int, total: int) -> np.ndarray:
    span = DAYS * 86_400_000
    start = int(START.timestamp() * 1000)
    return start + (span * (first + random.random(size) * size) / total).astype(np.int64)


def _mixed(values: np.ndarray) -> np.ndarray:
    """SplitMix64: spreads numbers over 64 bits as a hash does."""
    z = values + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _of(random: np.random.Generator, values: tuple[str, ...], size: int) -> pa.Array:
    return pa.array(values).take(pa.array(random.choice(len(values), size, p=_zipf_p(len(values)))))


def _lists(values: pa.Array, random: np.random.Generator, some: np.ndarray, most: int) -> pa.Array:
    lengths = np.where(some, random.integers(1, most + 1, len(some)), 0)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    chosen = values.take(pa.array(random.choice(len(values), int(offsets[-1]), p=_zipf_p(len(values)))))
    return pa.ListArray.from_arrays(pa.array(offsets), chosen)


def _shuffled(words: list[str]) -> list[str]:
    order = np.random.default_rng(3).permutation(len(words))
    return [words[n] for n in order]
