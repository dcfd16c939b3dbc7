"""Any text classifier exported to ONNX, in place of the packaged model.

The folder is laid out as Hugging Face exports it: ``model.onnx`` (inputs ``input_ids``, ``attention_mask`` and perhaps
``token_type_ids``; first output: logits, posts × labels), ``tokenizer.json`` and ``config.json`` with ``id2label``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from civicbeat.enrich.sentiment.linear import Scores, softmax
from civicbeat.records.errors import EnrichError, SettingError

BATCH = 64
LONGEST = 256
"""Tokens of a post that the model sees."""

_FILES = ("model.onnx", "tokenizer.json", "config.json")
_MEANINGS = {
    "negative": 0, "neg": 0, "neutral": 1, "neu": 1, "positive": 2, "pos": 2,
    "label_0": 0, "label_1": 1, "label_2": 2,
}  # fmt: skip
_OF_TWO = {"label_0": 0, "label_1": 2}


@dataclass(frozen=True, slots=True)
class OnnxClassifier:
    """An ONNX session, its tokenizer, and which of our three classes each of its labels means."""

    session: Any
    tokenizer: Any
    classes: tuple[int, ...]

    @classmethod
    def read(cls, folder: Path) -> OnnxClassifier:
        """Loads the classifier.

        Raises:
            SettingError: a file is missing or unreadable, the labels are not sentiments, or ``tokenizers`` is missing.
        """
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            raise SettingError(
                f"The sentiment model folder {folder} lacks {', '.join(missing)}.",
                do="Point CIVICBEAT_SENTIMENT_MODEL at a folder with model.onnx, tokenizer.json and config.json.",
            )
        config = _config(folder)
        session = _session(folder / "model.onnx")
        return cls(session, _tokenizer(folder / "tokenizer.json", config.padding), config.classes)

    def probabilities(self, texts: Sequence[str]) -> Scores:
        """One row for each text: negative, neutral, positive; rows sum to 1; a class the model lacks stays 0.

        Raises:
            EnrichError: the model failed, or its output has not one column for each label.
        """
        shares = np.zeros((len(texts), 3))
        for start in range(0, len(texts), BATCH):
            found = softmax(self._logits(texts[start : start + BATCH]))
            for column, meant in enumerate(self.classes):
                shares[start : start + BATCH, meant] += found[:, column]
        shares[[not text.strip() for text in texts]] = 1 / 3
        return shares

    def _logits(self, texts: Sequence[str]) -> Scores:
        try:
            given = self.session.run(None, self._inputs(texts))[0]
        except Exception as failed:
            raise EnrichError(
                f"The sentiment model failed on a batch ({type(failed).__name__}).",
                do="Try the model outside, or unset CIVICBEAT_SENTIMENT_MODEL to return to the packaged one.",
            ) from failed
        if given.shape != (len(texts), len(self.classes)):
            raise EnrichError(
                f"The sentiment model gave an output of shape {given.shape} for {len(texts)} posts.",
                do=f"Its first output must be logits, posts × {len(self.classes)} labels as config.json names them.",
            )
        return np.asarray(given, dtype=np.float64)

    def _inputs(self, texts: Sequence[str]) -> dict[str, npt.NDArray[np.int64]]:
        encoded = self.tokenizer.encode_batch(list(texts))
        made = {
            "input_ids": np.array([each.ids for each in encoded], dtype=np.int64),
            "attention_mask": np.array([each.attention_mask for each in encoded], dtype=np.int64),
            "token_type_ids": np.array([each.type_ids for each in encoded], dtype=np.int64),
        }
        return {wanted.name: made[wanted.name] for wanted in self.session.get_inputs() if wanted.name in made}


def _session(path: Path) -> Any:
    import onnxruntime  # noqa: PLC0415  # heavy, and needed only by those who bring their own model

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as failed:
        raise SettingError(
            f"The sentiment model {path} cannot be loaded ({type(failed).__name__}).",
            do="Export it anew with an opset that the installed onnxruntime reads.",
        ) from failed


def _tokenizer(path: Path, padding: int) -> Any:
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415  # optional: only for those who bring their own model
    except ImportError as absent:
        raise SettingError(
            "A sentiment model of your own needs the library tokenizers.", do="Install it: pip install tokenizers."
        ) from absent
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as failed:
        raise SettingError(f"The tokenizer {path} cannot be read.", do="Export the model anew.") from failed
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding(pad_id=padding)
    return tokenizer


@dataclass(frozen=True, slots=True)
class _Config:
    """What of ``config.json`` matters: the class each label means, and the token that fills short texts up."""

    classes: tuple[int, ...]
    padding: int


def _config(folder: Path) -> _Config:
    try:
        stored = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        named = [str(stored["id2label"][str(index)]).lower() for index in range(len(stored["id2label"]))]
        meanings = _OF_TWO if named == list(_OF_TWO) else _MEANINGS
        return _Config(tuple(meanings[label] for label in named), int(stored.get("pad_token_id") or 0))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as failed:
        raise SettingError(
            f"config.json in {folder} does not say which label means what.",
            do='It needs "id2label" with the labels negative, neutral (may be missing) and positive.',
        ) from failed
