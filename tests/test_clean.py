"""Cleaning: cases in tests/examples/clean.yaml, and what holds for every text."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from transforms.clean import clean

CASES = yaml.safe_load((Path(__file__).parent / "examples" / "clean.yaml").read_text(encoding="utf-8"))
MARKS = "\"'“”‘’„‚«»‹›`＂＇"
NEWS = st.text(alphabet=st.sampled_from([*"aeT 1.,-é\n\r\t\u00a0\u200b", *MARKS]), max_size=80)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    """Every text of the examples is cleaned as its example says."""
    assert clean(case["before"]) == case["after"]


@given(st.text(st.characters(codec=None), max_size=60) | NEWS)
@example("Ã\u00a0 â€\u009dÃƒÂ©")
@example("\ud800\udc00")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """A cleaned text stays as it is."""
    once = clean(text)
    assert clean(once) == once


@given(st.text(st.characters(codec=None), max_size=60))
def test_nothing_is_left_that_no_table_can_hold(text: str) -> None:
    """A cleaned text can be written as UTF-8, has no control character but LF, and no blank around it."""
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert not [char for char in cleaned if char < " " and char != "\n"]
    assert cleaned == cleaned.strip()
    assert "\n\n\n" not in cleaned
    assert "  " not in cleaned


@given(st.text(alphabet=st.sampled_from([*"aeT 1.,-\n", *MARKS]), max_size=80))
def test_quotation_marks_stay(text: str) -> None:
    """The quotation marks and apostrophes of a text are the same, in the same order, after cleaning."""
    assert [c for c in clean(text) if c in MARKS] == [c for c in text if c in MARKS]


@given(NEWS)
def test_line_ends_make_no_difference(text: str) -> None:
    """CRLF and LF give the same cleaned text."""
    text = text.replace("\r", "")
    assert clean(text.replace("\n", "\r\n")) == clean(text)


def test_separators_part_words() -> None:
    """The control characters that separate fields become a space, so that no two words are joined."""
    assert clean("one\x1ftwo\x1cthree") == "one two three"
