"""Unread: what cannot be found where a model was silent for too long: silence of a model is not silence of people."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from civicbeat.analysis.contract import Refusal, Sentence
from civicbeat.enrich.cards import names
from civicbeat.records.period import Period
from civicbeat.records.writing import written_moment
from civicbeat.store.answer import Gap
from civicbeat.store.store import Store
from civicbeat.store.unread import MODEL_OFF, missed

UNREAD = "unread"
"""Reason of such a refusal."""
MOST = 0.1
"""Where a model did not read a larger share of a period, figures of the whole period cannot be compared or divided."""


def refusal(store: Store, models: Collection[str], *periods: Period) -> Refusal | None:
    """Why nothing can be told of ``periods`` by what ``models`` say; ``None`` where they were read well enough."""
    for period in periods:
        gaps = store.unread(models, period)
        if gaps and missed(gaps, period) > MOST:
            silent = sorted({gap.source for gap in gaps})
            return Refusal(UNREAD, _sentence(silent, missed(gaps, period)))
    return None


def share_read(store: Store, models: Collection[str], *periods: Period) -> float:
    """The smallest share of ``periods`` in which all ``models`` read, 0 to 1."""
    return min(1 - missed(store.unread(models, period), period) for period in periods)


def told(gap: Gap) -> Sentence:
    """That a model was silent, from when to when, and what that means for figures that rest on it."""
    vi, en = names(gap.source)
    (start_vi, end_vi), (start_en, end_en) = (
        [written_moment(at, language) for at in (gap.start, gap.end)] for language in ("vi", "en")
    )
    return Sentence(
        f"Từ {start_vi} đến {end_vi}, mô hình “{vi}” bị tắt: bài đăng đến trong lúc ấy chưa được nó xếp loại nên không"
        " được đếm ở đây. Đó là thiếu, không phải bằng không.",
        f"From {start_en} to {end_en} the model “{en}” was switched off: posts that came then are not counted by what"
        " it would say of them. That is missing, not zero.",
    )


def by_models(gaps: Sequence[Gap]) -> list[Gap]:
    """Those of ``gaps`` in which a model was silent, and no source."""
    return [gap for gap in gaps if gap.reason == MODEL_OFF]


def _sentence(models: Collection[str], share: float) -> Sentence:
    vi, en = ("”, “".join(parts) for parts in zip(*(names(model) for model in models), strict=True))
    return Sentence(
        f"Mô hình “{vi}” đã bị tắt trong {100 * share:.0f} % khoảng thời gian này, nên bài đăng lúc ấy chưa được nó xếp"
        " loại. Thiếu không phải là không có, vì vậy không nêu kết quả nào.",
        f"The model “{en}” was switched off for {100 * share:.0f} % of this time, so that posts which came then are not"
        " labelled by it. Missing is not zero: nothing is told.",
    )
