"""What the packaged weights are trained on, read from folders given as arguments."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import polars as pl

LABELS = ("negative", "neutral", "positive")
HERE = Path(__file__).parent
HELD_BACK = 3_000
_CIVIC_TIMES = 9
_REVIEW_TIMES = 2
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts with their class (0 … 2), the set each comes from, its language and how much it counts."""

    texts: list[str]
    classes: np.ndarray
    sets: np.ndarray
    languages: np.ndarray
    weights: np.ndarray

    def where(self, mask: np.ndarray) -> Corpus:
        """The rows where the mask is true."""
        texts = [text for text, kept in zip(self.texts, mask, strict=True) if kept]
        return Corpus(texts, self.classes[mask], self.sets[mask], self.languages[mask], self.weights[mask])


def plain(text: str) -> str:
    """Vietnamese as typed without accents."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return bare.replace("đ", "d").replace("Đ", "D")


def joined(parts: list[Corpus]) -> Corpus:
    """The parts one after the other."""
    return Corpus(
        [text for part in parts for text in part.texts],
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("classes", "sets", "languages", "weights")
        ),
    )


def tweets(data: Path, part: str) -> Corpus:
    """XLM-T, Apache-2.0."""
    frame = pl.read_parquet(data / f"sentiment/xlmt_{part}.parquet")
    return _corpus(frame["text"].to_list(), frame["label"].to_list(), "xlmt", np.array(frame["lang"].to_list()))


def reviews(data: Path, *, held_back: bool) -> Corpus:
    """NTC-SCV, Apache-2.0, its word segmentation undone; the 3,000 rows of lowest hash are held back."""
    frame = pl.read_parquet(data / "sentiment/ntc_scv_train.parquet")
    texts = [re.sub(r" +([.,!?:;)…])", r"\1", text.replace("_", " ")) for text in frame["text"]]
    order = np.argsort([blake2b(text.encode(), digest_size=8).hexdigest() for text in texts])
    mask = np.zeros(len(texts), dtype=bool)
    mask[order[:HELD_BACK]] = True
    return _corpus(texts, frame["label"].to_list(), "ntc", "vietnamese", _REVIEW_TIMES).where(mask == held_back)


def civic(language: str) -> Corpus:
    """Sentences written for this project, Apache-2.0."""
    lines = (HERE / f"civic_{language}.tsv").read_text(encoding="utf-8").splitlines()
    labels, texts = zip(*(line.split("\t", 1) for line in lines), strict=True)
    name = "vietnamese" if language == "vi" else "english"
    return _corpus(list(texts), list(labels), "civic", name, _CIVIC_TIMES)


def without_accents(corpus: Corpus, share: int = 1) -> Corpus:
    """Every ``share``-th text once more, typed without accents."""
    mask = np.arange(len(corpus.texts)) % share == 0
    kept = corpus.where(mask)
    return Corpus([plain(text) for text in kept.texts], kept.classes, kept.sets, kept.languages, kept.weights)


def training_set(data: Path) -> Corpus:
    """Everything that is trained on; a third of the reviews and all civic sentences also without accents."""
    kept = reviews(data, held_back=False)
    parts = [
        tweets(data, "train"),
        kept,
        without_accents(kept, 3),
        civic("en"),
        civic("vi"),
        without_accents(civic("vi")),
    ]
    return joined(parts)


def vocabulary(data: Path, lexicons: Path, corpus: Corpus) -> tuple[list[str], Counter[str]]:
    """Words that get a vector (of the tweets, of AFINN's translations, frequent in unlabelled tweets), and counts."""
    own = {word for text in corpus.where(corpus.sets != "ntc").texts for word in _WORD.findall(text.lower())}
    counts: Counter[str] = Counter()
    for text in pl.read_parquet(data / "posts/tweets_ira_sample.parquet", columns=["text"])["text"]:
        counts.update(_WORD.findall(text.lower()))
    for code in ("ar", "de", "en", "es", "fr", "hi", "it", "pt"):
        own.update(word.lower() for word in json.loads((lexicons / f"AFINN-{code}.json").read_text(encoding="utf-8")))
    frequent = {word for word, count in counts.items() if count >= 4 and len(word) < 25 and not "а" <= word[0] <= "я"}
    single = sorted(word for word in own | frequent if _WORD.fullmatch(word))
    counts.update(word for text in corpus.texts for word in _WORD.findall(text.lower()))
    return single, counts


def _corpus(texts: list[str], labels: list[str], name: str, languages: str | np.ndarray, weight: float = 1.0) -> Corpus:
    size = len(texts)
    each = languages if isinstance(languages, np.ndarray) else np.full(size, languages)
    classes = np.array([LABELS.index(label) for label in labels])
    return Corpus(texts, classes, np.full(size, name), each, np.full(size, float(weight)))
