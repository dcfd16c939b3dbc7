"""The generated reference pages are what the code says today."""

import pytest
from docs.generate import PAGES, REFERENCE, written


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_current(name):
    path = REFERENCE / name
    assert path.read_text(encoding="utf-8") == written()[path], "run: make docs"
