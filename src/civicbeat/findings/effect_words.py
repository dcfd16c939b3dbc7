"""Effect words: what is told beside the effect of a decision, so that people see how far it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from civicbeat.analysis.contract import Doubt, Refusal, Sentence
from civicbeat.analysis.impact import Impact
from civicbeat.analysis.interrupted import Interruption
from civicbeat.analysis.windows import steady
from civicbeat.findings.effects import Found


def notes(found: Found, outcome: str) -> Sequence[Sentence]:
    """All that is told beside a finding, except that its own past is a weak hold."""
    if isinstance(found.finding, Refusal):
        return ()
    guessed = (corrected(*found.corrected) if found.corrected else AS_GUESSED,) if outcome == "negative" else ()
    return stretches(found.finding), placebos(found.finding), *guessed


def corrected(change: float, doubt: Doubt) -> Sentence:
    """What becomes of the change of a share when the errors of the program are put right."""
    middle, low, high = (signed(number) for number in (change, doubt.low, doubt.high))
    return Sentence(
        "Bài tiêu cực được đếm theo máy đoán, như nhau trước và sau quyết định. Hiệu chỉnh theo những chỗ máy thường"
        f" nhầm thì thay đổi là {middle.vi} trên một trăm bài (khoảng tin cậy 95 %: từ {low.vi} đến {high.vi}).",
        "Negative posts are counted as the program guesses, alike before and after. Corrected for what it gets wrong,"
        f" the change is {middle.en} in a hundred posts (95 % interval: {low.en} to {high.en}).",
    )


def stretches(finding: Impact | Interruption) -> Sentence:
    """Whether shorter stretches of time around the decision give another effect."""
    if not finding.windows:
        return NO_STRETCHES
    span = _span([window.estimate for window in finding.windows])
    if not finding.shown:
        return Sentence(
            f"Xét khoảng thời gian ngắn hơn thì được {span.vi}.", f"In shorter stretches of time {span.en} is found."
        )
    if steady(finding.estimate, finding.windows):
        return Sentence(
            f"Xét khoảng thời gian ngắn hơn vẫn thấy tác động cùng chiều: {span.vi}.",
            f"In shorter stretches of time there is an effect of the same kind: {span.en}.",
        )
    return Sentence(
        f"Xét khoảng thời gian ngắn hơn, kết quả khác đi: {span.vi}. Kết quả phụ thuộc vào khoảng thời gian được chọn.",
        f"In shorter stretches of time the result is another: {span.en}. It hangs on the stretch that is chosen.",
    )


def _span(found: Sequence[float]) -> Sentence:
    low, high = signed(min(found)), signed(max(found))
    return low if low == high else Sentence(f"từ {low.vi} đến {high.vi}", f"from {low.en} to {high.en}")


def placebos(finding: Impact | Interruption) -> Sentence:
    """How often as large an effect is found where nothing was decided."""
    if finding.chance is None:
        return NO_PLACEBOS
    number, share = len(finding.placebo), f"{100 * finding.chance:.0f}"
    if isinstance(finding, Interruption):
        return Sentence(
            f"Thử đặt quyết định vào {number} thời điểm trước đó, khi không có quyết định nào:"
            f" {share} % cho tác động lớn bằng hoặc hơn.",
            f"With the decision put at {number} earlier times, when nothing was decided, {share} % show as large an"
            " effect.",
        )
    early = signed(finding.early)
    return Sentence(
        f"Trong {number} phép thử giả, khi không có quyết định nào, {share} % cho tác động lớn bằng hoặc hơn."
        f" Đặt quyết định vào giữa khoảng thời gian trước đó thì được {early.vi}; càng gần 0 càng đáng tin.",
        f"Of {number} placebos, in which nothing was decided, {share} % show as large an effect."
        f" With the decision put into the middle of the time before, {early.en} is found; the nearer to 0 the better.",
    )


def signed(number: float) -> Sentence:
    """A number with its sign and one decimal place."""
    text = f"{number:+.1f}"
    return Sentence(text.replace(".", ","), text)


NO_STRETCHES = Sentence(
    "Khoảng thời gian quá ngắn để xem kết quả có phụ thuộc vào nó hay không.",
    "The time is too short to see whether the result hangs on the stretch that is chosen.",
)
NO_PLACEBOS = Sentence(
    "Khoảng thời gian trước quyết định quá ngắn để thử đặt quyết định vào thời điểm khác.",
    "The time before the decision is too short to try it at earlier times.",
)
OWN_PAST = Sentence(
    "Chỉ so với quá khứ của chính nó, nên kết luận yếu hơn: mọi việc khác xảy ra cùng lúc cũng bị tính là tác động.",
    "It was held against its own past only, which is weaker: whatever else happened at the same time is taken for"
    " the effect.",
)
"""Said of every ``Interruption``."""
AS_GUESSED = Sentence(
    "Bài tiêu cực được đếm theo máy đoán; máy nhầm như nhau trước và sau quyết định, nên thay đổi thật thường lớn hơn.",
    "Negative posts are counted as the program guesses, alike before and after; as it errs, the true change is often"
    " larger.",
)
"""Said of the share of negative posts where nobody knows how the program errs."""
