"""Words: what the sender of a mail wrote, without what was quoted, forwarded or signed."""

from __future__ import annotations

import re
from itertools import pairwise

_SUBJECT_MARK = re.compile(r"^\s*(?:(?:re|fwd?|aw|tr|tl|trả lời|chuyển tiếp)(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE)
_ATTRIBUTION = re.compile(
    r"^(?:(?:on|le|el|am|em)\s.{4,300}\s(?:wrote|a écrit|escribió|schrieb|escreveu)\s?"
    r"|(?:vào|ngày|lúc)\s.{4,300}\s(?:đã\s+)?viết)\s?[:：]$",
    re.IGNORECASE,
)
_DIVIDER = re.compile(
    r"^[-_ ]{2,}\s*(?:original message|forwarded message|thư gốc|tin nhắn gốc|tin nhắn ban đầu|thư (?:đã )?chuyển tiếp"
    r"|forwarded by .*|tin nhắn đã chuyển tiếp)\s*[-_ ]{2,}$|^begin forwarded message:$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\*?(?:from|từ|người gửi)\s?:\*?\s", re.IGNORECASE)
_SENT = re.compile(r"^\*?(?:sent|date|đã gửi|gửi|ngày|ngày gửi|to|đến|tới)\s?:\*?\s", re.IGNORECASE)
_DEVICE = re.compile(
    r"^(?:sent from my .{2,40}|get outlook for .{2,20}"
    r"|(?:đã )?(?:được )?gửi từ (?:iphone|ipad|điện thoại|outlook|yahoo).{0,60})$",
    re.IGNORECASE,
)


def subject_of(subject: str) -> tuple[str, bool]:
    """The subject without Re: and Fwd:, and whether there was one."""
    bare = _SUBJECT_MARK.sub("", subject, count=1).strip()
    return bare, bare != subject.strip()


def own_words(text: str) -> str:
    """The lines the sender wrote: up to the signature or the mail that is answered, without quoted lines."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        if span := _attribution(lines, number):
            if not _quotes_next(lines, number + span):
                break  # all below is the mail that is answered
            number += span
            continue
        if _ends(line) or _is_header(lines, number):
            break
        if not line.startswith(">"):
            kept.append(lines[number])
        number += 1
    while kept and not kept[-1].strip(" -_=*"):
        kept.pop()  # a rule drawn above what was cut
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def unflowed(text: str, *, delete_space: bool) -> str:
    """Text whose soft line breaks are joined (RFC 3676); quoted lines and the signature's mark stay as they are."""
    lines = text.replace("\r\n", "\n").split("\n")
    whole: list[str] = []
    soft = False
    for line in lines:
        bare = line.removeprefix(" ")
        if soft and not line.startswith(">") and bare != "-- ":
            whole[-1] = (whole[-1].removesuffix(" ") if delete_space else whole[-1]) + bare
        else:
            whole.append(bare)
        soft = bare.endswith(" ") and bare != "-- " and not line.startswith(">")
    return "\n".join(whole)


def _ends(line: str) -> bool:
    return line == "--" or bool(_DIVIDER.match(line) or _DEVICE.match(line))


def _attribution(lines: list[str], number: int) -> int:
    """How many lines, up to three, say who wrote what is quoted below; 0 for none."""
    said = ""
    for span, line in enumerate(lines[number : number + 3], 1):
        said = f"{said} {line.strip()}".strip()[:400]
        if _ATTRIBUTION.match(said):
            return span
    return 0


def _quotes_next(lines: list[str], number: int) -> bool:
    return next((line for line in lines[number:] if line.strip()), "").startswith(">")


def _is_header(lines: list[str], number: int) -> bool:
    """Whether the head of another mail stands here: From: and, within two lines, Sent:, Date: or To:."""
    near = lines[number : number + 3]
    return bool(near and _FROM.match(near[0])) and any(_SENT.match(second) for _, second in pairwise(near))
