"""Sentiment words: matches, negation, voices, terms."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import Document, analyse
from transforms.document import Span, Voice
from transforms.parse import parse
from transforms.segment import segment
from transforms.sentiment import Sentiment, lexicons, sentiment
from transforms.voices import voice_words

RAW = Path(__file__).parent.parent / "data" / "raw"


def _sentiment(text: str) -> Sentiment:
    return sentiment(voice_words(segment(Document("", 0, "", text)), ()))


def _terms(text: str) -> list[tuple[str, str, bool]]:
    return [(match.term, match.category, match.is_negated) for match in _sentiment(text).matches]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("A great disaster.", [("great", "positive", False), ("disaster", "negative", False)]),
        ("GREAT! Great?", [("great", "positive", False), ("great", "positive", False)]),
        ("The greatness of the mundane", []),
        ("It was not great.", [("great", "positive", True)]),
        ("It was not at all great.", [("great", "positive", True)]),
        ("It was not at all so great.", [("great", "positive", False)]),
        ("It wasn’t great.", [("great", "positive", True)]),
        ("It wasn't great.", [("great", "positive", True)]),
        ("He would not. Great!", [("great", "positive", False)]),
        ("Nobody died.", [("died", "negative", True)]),
        ("Without hope", [("hope", "positive", True)]),
        ("", []),
        ("漢字 123 !!!", []),
    ],
)
def test_matches(text: str, terms: list[tuple[str, str, bool]]) -> None:
    """Listed words match in any case, as whole words; a negation counts up to three words before, in the sentence."""
    assert _terms(text) == terms


def test_counts_per_voice() -> None:
    """A match counts in the voice that says it; a negation counts though it is another's word."""
    counts = {
        (c.voice, c.category): (c.n_matches, c.n_negated)
        for c in analyse("He never said “great”. Good.").sentiment.counts
    }
    assert counts[Voice.ALL, "positive"] == (2, 1)
    assert counts[Voice.QUOTED, "positive"] == (1, 1)
    assert counts[Voice.NARRATION, "positive"] == (1, 0)
    assert counts[Voice.ALL, "negative"] == (0, 0)


def test_terms_are_counted() -> None:
    """Each matched term has a row with its matches and negated matches."""
    terms = [
        (t.term, t.n_matches, t.n_negated)
        for t in _sentiment("Great, great, not great. Bad.").terms
        if t.voice == "all"
    ]
    assert terms == [("bad", 1, 0), ("great", 3, 1)]


def test_matches_within_spans() -> None:
    """n_matches_in counts the matches that lie wholly inside the spans."""
    found = _sentiment("Great rain, great joy, great.")
    assert found.n_matches_in([Span(0, 5), Span(12, 29)], "vader", "positive") == 4
    assert found.n_matches_in([Span(1, 16)], "vader", "positive") == 0
    assert found.n_matches_in([], "vader", "positive") == 0
    assert found.n_matches_in([Span(0, 29)], "vader", "negative") == 0


PASSAGES = ["Great! ", "“It wasn’t a disaster,” said Ina Corvell. ", "\n\n", "No good ‘hope’ ", "“Nobody won. ", "bad "]


@given(st.lists(st.sampled_from(PASSAGES), max_size=20).map("".join))
def test_voices_and_terms_add_up(text: str) -> None:
    """Quoted and narration add up to all, and the terms of a category add up to its count."""
    found = analyse(text).sentiment
    for all_, quoted, narration in zip(*([c for c in found.counts if c.voice == v] for v in Voice), strict=True):
        assert all_.n_matches == quoted.n_matches + narration.n_matches
        assert all_.n_negated == quoted.n_negated + narration.n_negated
        assert all_.n_words == quoted.n_words + narration.n_words
        assert all_.n_negated <= all_.n_matches <= all_.n_words
    for count in found.counts:
        terms = [t for t in found.terms if (t.voice, t.category) == (count.voice, count.category)]
        assert (sum(t.n_matches for t in terms), sum(t.n_negated for t in terms)) == (count.n_matches, count.n_negated)


@given(st.lists(st.sampled_from(PASSAGES), max_size=20).map("".join))
def test_marks_and_line_ends_make_no_difference(text: str) -> None:
    """Straight apostrophes and CRLF give the same counts and terms as curly ones and LF."""
    found = analyse(text).sentiment
    assert analyse(text.replace("\n", "\r\n")).sentiment == found
    straight = analyse(text.replace("’", "'")).sentiment
    assert (straight.counts[:2], straight.terms == found.terms) == (found.counts[:2], True)


# A second counter that shares no code with the first: the list read with a regular expression, words without offsets.
_ENTRIES = re.findall(
    r"^([^#\t\n]+)\t(positive|negative)\t", (files("transforms.lexicons") / "vader.tsv").read_text("utf-8"), re.M
)


@pytest.mark.parametrize("path", sorted(RAW.glob("*.txt")), ids=lambda path: path.stem)
def test_an_independent_count_agrees(path: Path) -> None:
    """A naive count over the sample article (split at what is no letter, digit, apostrophe or hyphen) is the same."""
    document = next(iter(parse(path.read_bytes(), path.as_uri())))
    assert isinstance(document, Document)
    words = re.findall(r"[^\W_]+(?:['&-][^\W_]+)*", document.text.lower().replace("’", "'"))
    counts = {c.category: c.n_matches for c in _sentiment(document.text).counts if c.voice == Voice.ALL}
    for category in ("positive", "negative"):
        listed = {term for term, of in _ENTRIES if of == category}
        assert counts[category] == sum(word in listed for word in words)


def test_the_lexicon_is_whole() -> None:
    """VADER's list has the entries of its file, each in one category, in lower case with straight apostrophes."""
    [vader] = lexicons()
    assert vader.categories == ("negative", "positive")
    assert len(vader.terms) == len(_ENTRIES) > 7_000
    assert all(term == term.lower() and "’" not in term and len(of) == 1 for term, of in vader.terms.items())
