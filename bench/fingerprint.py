"""How well one number groups copies: ours beside other signatures, on edits of authored and of real posts."""

from __future__ import annotations

import argparse
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.table import Table, seconds
from civicbeat.enrich import fingerprint

Signature = Callable[[Sequence[str]], list[int]]
_WORD = re.compile(r"\w+")
_LINK = re.compile(r"https?://\S+|[@#]\S+|^RT [^:\s]*:", re.IGNORECASE)
_POSTS = 4_000


def run(options: argparse.Namespace) -> list[Table]:
    random.seed(20)
    sets = {"authored": _authored(_POSTS)}
    if options.data is not None:
        sets["real"] = _real(options.data / "posts")
    tables = [_table(name, texts) for name, texts in sets.items()]
    return [*tables, _speed(sets)]


def _table(name: str, texts: Sequence[str]) -> Table:
    copies = {edit: [change(text) for text in texts] for edit, change in _EDITS.items()}
    rows = tuple((way, *_measured(sign, texts, copies)) for way, sign in _WAYS.items())
    return Table(
        f"Copies that share a signature, {len(texts):,} {name} posts of at least 8 words",
        ("signature", *copies, "long, 2 words", "unlike pairs grouped", "F1"),
        rows,
        "long: posts of 30 words and more. Unlike pairs: texts that share less than half of their words, of "
        f"{len(texts) * (len(texts) - 1) // 2:,} pairs. F1: over the copies of all edits and the unlike pairs.",
    )


def _measured(sign: Signature, texts: Sequence[str], copies: dict[str, list[str]]) -> Iterable[float]:
    before = sign(texts)
    shares: list[float] = []
    kept = 0
    long_kept = long = 0
    for edit, edited in copies.items():
        same = [a == b != 0 for a, b in zip(before, sign(edited), strict=True)]
        shares.append(sum(same) / len(same))
        kept += sum(same)
        if edit == "2 words":
            chosen = [hit for hit, text in zip(same, texts, strict=True) if len(text.split()) >= 30]
            long_kept, long = sum(chosen), len(chosen)
    unlike = _unlike_pairs(before, texts)
    recall, precision = kept / (len(texts) * len(copies)), kept / (kept + unlike) if kept else 0.0
    f1 = 2 * recall * precision / (recall + precision) if kept else 0.0
    return (*shares, long_kept / long if long else float("nan"), unlike, f1)


def _unlike_pairs(signatures: Sequence[int], texts: Sequence[str]) -> int:
    groups: dict[int, list[frozenset[str]]] = defaultdict(list)
    for signature, text in zip(signatures, texts, strict=True):
        if signature:
            groups[signature].append(frozenset(_words(text)))
    return sum(
        2 * len(one & other) < len(one | other)
        for group in groups.values()
        for place, one in enumerate(group[:2_000])
        for other in group[place + 1 : 2_000]
    )


@lru_cache(maxsize=1_000_000)
def _words(text: str) -> list[str]:
    return _WORD.findall(_folded(_LINK.sub(" ", text)))


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


# The ways compared


def _ours(size: int) -> Signature:
    def sign(texts: Sequence[str]) -> list[int]:
        usual, fingerprint.SKETCH = fingerprint.SKETCH, size
        try:
            (column,) = fingerprint.Fingerprint()(pa.record_batch([pa.array(texts, pa.string())], names=["text"]))
        finally:
            fingerprint.SKETCH = usual
        stories: list[int] = column.to_pylist()
        return stories

    return sign


def _exact(texts: Sequence[str]) -> list[int]:
    return [_hash(" ".join(_words(text))) for text in texts]


def _pairs(texts: Sequence[str]) -> list[int]:
    """Min-hash of size 2 over pairs of neighbouring words."""
    return [_hash(sorted(map(_hash, pairwise(words)))[:2]) for words in map(_words, texts)]


def _simhash(texts: Sequence[str]) -> list[int]:
    return [_simhash_of(_words(text), bits=32) for text in texts]


def _simhash_of(words: Sequence[str], bits: int) -> int:
    hashes = [_hash(word) for word in words]
    return sum(1 << bit for bit in range(bits) if 2 * sum(value >> bit & 1 for value in hashes) > len(hashes))


def _hash(value: object) -> int:
    return int.from_bytes(blake2b(repr(value).encode(), digest_size=8).digest(), "little")


_WAYS: dict[str, Signature] = {
    "hash of the normalised text": _exact,
    "simhash, 32 bits equal": _simhash,
    "min-hash of 2 word pairs": _pairs,
    **{
        f"ours, {size} words" + (" (chosen)" if size == fingerprint.SKETCH else ""): _ours(size)
        for size in (3, 4, 5, 6)
    },
}

# The edits


def _decorated(text: str) -> str:
    return random.choice(_DECORATIONS)(text)


_DECORATIONS: tuple[Callable[[str], str], ...] = (
    lambda text: f"{text} 😡😡",
    lambda text: f"{text} #ngap #hcm",
    lambda text: f"RT @ai_do: {text}",
    lambda text: f"{text} https://t.example/ab12",
    str.upper,
    lambda text: f"@ai.do {text}!!!",
    lambda text: f"“{text}”",
)


def _changed(text: str, count: int) -> str:
    words = text.split()
    for place in random.sample(range(len(words)), min(count, len(words))):
        words[place] = random.choice(_VOCABULARY)
    return " ".join(words)


def _cut(text: str) -> str:
    words = text.split()
    return " ".join(words[: max(5, len(words) * 9 // 10)]) + "…"


_EDITS: dict[str, Callable[[str], str]] = {
    "decorated": _decorated,
    "no accents": lambda text: " ".join(
        _folded(word) if "://" not in word and word[0] not in "@#" else word for word in text.split()
    ),
    "1 word": lambda text: _changed(text, 1),
    "2 words": lambda text: _changed(text, 2),
    "cut by a tenth": _cut,
    "own words before": lambda text: (
        f"{random.choice(('Share giúp mình:', 'Đọc đi mọi người', 'Wow look at this'))} {text}"
    ),
}

# The texts

_VOCABULARY = _WORD.findall("""
ngập nước kẹt xe rác mùi hôi cống tắc đường hư đèn tín hiệu vỉa hè lấn chiếm karaoke ồn cúp điện mất nước yếu bệnh
viện quá tải chờ khám trường học bán trú học phí tăng giá xăng vé xe buýt metro trễ chuyến công trình chậm tiến độ
thủ tục giấy phép đất đai quy hoạch treo đền bù an ninh trộm cắp cướp giật chó thả rông cây xanh gãy đổ mưa lớn
triều cường hẻm nhỏ phường quận thành phố người dân phản ánh mong chính quyền xử lý sớm hôm qua sáng nay chiều tối
cuối tuần tháng trước năm ngoái đoạn cầu vượt chợ công viên khu dân cư flood traffic jam garbage smell road broken
light noise power water hospital school fee bus late permit land safety dog tree rain
""")


def _authored(count: int) -> list[str]:
    return [" ".join(random.choices(_VOCABULARY, k=random.randint(8, 45))) for _ in range(count)]


def _real(folder: Path) -> list[str]:
    texts: list[str] = []
    for name in ("facebook_traffic_vi_2025", "youtube_traffic_vi_2025", "tweets_ira_sample"):
        column = pq.read_table(folder / f"{name}.parquet", columns=["text"])["text"].to_pylist()
        telling = [text for text in column if text and len(set(_words(text))) >= 8 and len(text.split()) >= 5]
        texts += random.sample(telling, min(len(telling), _POSTS))
    return texts


def _speed(sets: dict[str, list[str]]) -> Table:
    sign = _ours(fingerprint.SKETCH)
    rows = tuple((name, len(texts) / seconds(lambda t=texts: sign(t))[0]) for name, texts in sets.items())
    return Table("Fingerprint, posts a second on one core", ("posts", "a second"), rows, packages=("numpy", "pyarrow"))
