"""Paragraphs, sentences and tokens: cases in tests/examples/sentences.yaml, and what holds for every text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from transforms.clean import clean
from transforms.document import Document
from transforms.segment import paragraph_spans, segment

CASES = yaml.safe_load((Path(__file__).parent / "examples" / "sentences.yaml").read_text(encoding="utf-8"))
PIECES = [
    "Mr. ",
    "U.S. ",
    "J. ",
    "rain",
    "Rain",
    " ",
    "\n",
    "\n\n",
    ".",
    "...",
    "…",
    "!",
    "?",
    '"',
    "“",
    "”",
    "’",
    "'",
    "''",
]
PIECES += [
    "(",
    ")",
    "«",
    "»",
    "3.5",
    "—",
    "-",
    "_",
    "@",
    "a@b.co",
    "www.a.b",
    "http://",
    "é",
    "漢",
    "said ",
    "no. ",
    ", ",
]
TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def _segmented(text: str) -> Document:
    return segment(Document("", 0, "", text))


def _sentences(text: str) -> list[str]:
    return [sentence.of(text) for sentence in _segmented(text).sentences]


def _words(text: str) -> list[str]:
    return [word.text for word in _segmented(text).words()]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_sentences_come_apart(case: dict[str, Any]) -> None:
    """The sentences of each example, joined to a paragraph, come apart where they were joined."""
    assert _sentences(case.get("between", " ").join(case["sentences"])) == case["sentences"]


@given(TEXTS)
@example("Rain.\n\nRain")
def test_spans_are_true_and_in_order(raw: str) -> None:
    """Paragraphs, sentences and tokens lie inside one another, in order and apart; token.text is text[start:end]."""
    text = clean(raw)
    end_of_paragraph = 0
    for paragraph in _segmented(text).paragraphs:
        assert end_of_paragraph <= paragraph.span.start < paragraph.span.end <= len(text)
        end_of_paragraph = paragraph.span.end
        for spans in (paragraph.sentences, [token.span for token in paragraph.tokens]):
            assert all(span.start < span.end and paragraph.span.holds(span) for span in spans)
            assert all(one.end <= other.start for one, other in pairwise(spans))
        assert all(token.text == token.span.of(text) for token in paragraph.tokens)


@given(TEXTS)
def test_nothing_is_lost(raw: str) -> None:
    """Every character that is no white space is in exactly one paragraph, one sentence and one token."""
    text = clean(raw)
    document = _segmented(text)
    for spans in (
        [paragraph.span for paragraph in document.paragraphs],
        document.sentences,
        [token.span for paragraph in document.paragraphs for token in paragraph.tokens],
    ):
        covered = [i for span in spans for i in range(span.start, span.end) if not text[i].isspace()]
        assert covered == [i for i, char in enumerate(text) if not char.isspace()]


@given(TEXTS)
def test_no_word_lies_over_two_sentences(raw: str) -> None:
    """A sentence boundary never cuts a word in two."""
    document = _segmented(clean(raw))
    for word in document.words():
        assert sum(s.start < word.end and word.start < s.end for s in document.sentences) == 1


@given(TEXTS)
def test_words_hold_a_letter_or_digit(raw: str) -> None:
    """A word token has a letter or a digit, any other token has at most those of no alphabet."""
    for paragraph in _segmented(clean(raw)).paragraphs:
        for token in paragraph.tokens:
            assert token.is_word == any(char.isalnum() for char in token.text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It’s 3.5 km, don't run.", ["It’s", "3.5", "km", "don't", "run"]),
        ("the players’ 'best' day", ["the", "players", "best", "day"]),
        ("twenty-one 1990s well‑known", ["twenty-one", "1990s", "well‑known"]),
        ("U.S. at 9 a.m. by J. Ross", ["U.S.", "at", "9", "a.m.", "by", "J", "Ross"]),
        ("AT&T, $1,000.50 and 9:30", ["AT&T", "1,000.50", "and", "9:30"]),
        ("ask ina.c@example.co.uk.", ["ask", "ina.c@example.co.uk"]),
        ("(see www.example.com/a?b=1).", ["see", "www.example.com/a?b=1"]),
        ("yes/no and/or—so", ["yes", "no", "and", "or", "so"]),
        ("— … ‘’ -- __", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    """Contractions, numbers, compounds, abbreviations and addresses are one word each; punctuation is none."""
    assert _words(text) == words


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("", []),
        ("One.", ["One."]),
        ("One.\nTwo.\nThree.", ["One.", "Two.", "Three."]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        (
            "A line that is\nwrapped by hand\nends here.\n\nTwo.",
            ["A line that is\nwrapped by hand\nends here.", "Two."],
        ),
    ],
)
def test_paragraphs(text: str, paragraphs: list[str]) -> None:
    """Line ends part paragraphs, unless they only wrap the lines of one."""
    assert [span.of(text) for span in paragraph_spans(text)] == paragraphs


WELL_QUOTED = ["“It’s late,” she said. ", "He said: “Don’t.” ", "It rains. ", "“Why?”", "They’re out…", "Vale’s 3.5. "]


@given(st.lists(st.sampled_from(WELL_QUOTED), max_size=12).map("".join))
def test_curly_and_straight_marks_give_the_same(curly: str) -> None:
    """Sentences hold the same words (but for their apostrophes) with curly and with straight marks."""
    straight = curly.replace("“", '"').replace("”", '"').replace("’", "'")
    assert [_words(s.replace("’", "'")) for s in _sentences(curly)] == [_words(s) for s in _sentences(straight)]
