"""The reading of the ASVS is whole and honest: a line for each requirement, and what proves it is there."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WHOLE = ROOT / "docs" / "asvs.md"
CHAPTERS = sorted((ROOT / "docs" / "asvs").glob("*.md"))
STATES = ("met", "**open**", "does not apply")
LEVEL_2 = {
    "1.1": 7,
    "1.2": 4,
    "1.4": (1, 4, 5),
    "1.5": 4,
    "1.6": 4,
    "1.7": 2,
    "1.8": 2,
    "1.9": 2,
    "1.10": 1,
    "1.11": 2,
    "1.12": (2,),
    "1.14": 6,
    "2.1": 12,
    "2.2": 3,
    "2.3": 3,
    "2.4": 5,
    "2.5": 7,
    "2.6": 3,
    "2.7": 6,
    "2.8": 7,
    "2.9": 3,
    "2.10": 4,
    "3.1": 1,
    "3.2": 4,
    "3.3": 4,
    "3.4": 5,
    "3.5": 3,
    "3.7": 1,
    "4.1": (1, 2, 3, 5),
    "4.2": 2,
    "4.3": 3,
    "5.1": 5,
    "5.2": 8,
    "5.3": 10,
    "5.4": 3,
    "5.5": 4,
    "6.1": 3,
    "6.2": 6,
    "6.3": 2,
    "6.4": 2,
    "7.1": 4,
    "7.2": 2,
    "7.3": (1, 3, 4),
    "7.4": 3,
    "8.1": 4,
    "8.2": 3,
    "8.3": 8,
    "9.1": 3,
    "9.2": 4,
    "10.2": 2,
    "10.3": 3,
    "11.1": 8,
    "12.1": 3,
    "12.2": 1,
    "12.3": 6,
    "12.4": 2,
    "12.5": 2,
    "12.6": 1,
    "13.1": (1, 3, 4, 5),
    "13.2": (1, 2, 3, 5, 6),
    "13.3": 2,
    "13.4": 2,
    "14.1": 4,
    "14.2": 6,
    "14.3": (2, 3),
    "14.4": 7,
    "14.5": 4,
}
"""Requirements of 4.0.3 at levels 1 and 2 by section: so many from 1 on, or these."""


def lines():
    """Number, what is asked, state, how and proof of each requirement, with its chapter's file."""
    for chapter in CHAPTERS:
        for line in chapter.read_text("utf-8").splitlines():
            if re.match(r"\| \d", line):
                cells = [cell.strip() for cell in line.strip("|").split(" | ")]
                assert len(cells) == 5, line
                yield chapter, *cells


def test_every_requirement_has_its_line_once():
    wanted = {
        f"{section}.{number}"
        for section, those in LEVEL_2.items()
        for number in (range(1, those + 1) if isinstance(those, int) else those)
    }
    told = Counter(number for _, number, *_ in lines())
    assert [number for number, times in told.items() if times > 1] == []
    assert set(told) == wanted
    assert all(int(chapter.stem) == int(number.split(".")[0]) for chapter, number, *_ in lines())


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_borne_out(state):
    found = [(number, how, proof) for _, number, _, said, how, proof in lines() if said == state]
    assert found
    lacking = "—" if state == "met" else None
    assert [number for number, how, proof in found if lacking == proof or (state != "met" and len(how) < 8)] == []


def test_there_is_no_other_state():
    assert {state for _, _, _, state, _, _ in lines()} == set(STATES)


def test_every_file_that_is_named_is_there():
    named = {path for *_, proof in lines() for path in re.findall(r"`([^`]+)`", proof)}
    assert len(named) > 60
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []


def test_the_whole_counts_right_and_names_all_that_is_open():
    text = WHOLE.read_text("utf-8")
    counted = Counter(state for _, _, _, state, _, _ in lines())
    assert f"| **all** | {' | '.join(str(counted[state]) for state in STATES)} |" in text
    told = text[text.index("## What is open") : text.index("## Probing")]
    assert set(re.findall(r"\d+\.\d+\.\d+", told)) == {
        number for _, number, _, state, *_ in lines() if state == STATES[1]
    }


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_each_chapter_is_counted_right(chapter):
    counted = Counter(state for file, _, _, state, _, _ in lines() if file == chapter)
    told = " | ".join(str(counted[state]) for state in STATES)
    assert f"(asvs/{chapter.name}) | {told} |" in WHOLE.read_text("utf-8")
