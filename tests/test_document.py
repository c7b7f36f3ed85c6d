"""The entity that every stage takes: its identifiers, its spans."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.document import Document, Span, Token
from transforms.segment import segment

OFFSETS = st.integers(0, 50)


def test_doc_id_depends_on_the_place_alone() -> None:
    """The same file and record keep their doc_id when the content changes; another record has another one."""
    document = Document("file:///a.txt", 0, "sha", "It rains.")
    assert document.doc_id == replace(document, text="It snows.", raw_sha256="other", title="Snow").doc_id
    others = {replace(document, record=1).doc_id, replace(document, source_uri="file:///a.txt\n0").doc_id}
    assert len({document.doc_id, *others}) == 3


def test_doc_id_is_what_was_published_before() -> None:
    """The doc_id of a known place is the known one: changing the scheme would orphan every published row."""
    assert Document("file:///a.txt", 0, "", "").doc_id == "3733fe0b43893d3289a5"


def test_content_sha256_is_of_the_text() -> None:
    """Two articles of the same words have the same content_sha256, whatever else differs."""
    one, two = Document("file:///a", 0, "x", "It rains."), Document("file:///b", 3, "y", "It rains.", title="Rain")
    assert one.content_sha256 == two.content_sha256 != replace(one, text="It rains").content_sha256


def test_nothing_can_be_changed() -> None:
    """A document is frozen: a stage returns a new one."""
    with pytest.raises(FrozenInstanceError):
        Document("file:///a", 0, "", "").text = "x"  # type: ignore[misc]


@given(OFFSETS, OFFSETS, OFFSETS, OFFSETS)
def test_a_span_holds_what_lies_inside(a: int, b: int, c: int, d: int) -> None:
    """A span holds another exactly when every character of that one is its own."""
    outer, inner = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d) + 1)
    assert outer.holds(inner) == (set(range(*inner)) <= set(range(*outer)))


def test_words_are_the_word_tokens_in_order() -> None:
    """words() leaves out punctuation and keeps the order of the text over paragraphs."""
    document = segment(Document("", 0, "", "It rains, again.\n\nGood."))
    assert [word.text for word in document.words()] == ["It", "rains", "again", "Good"]
    assert Token(0, 2, "It", True).span.of(document.text) == "It"
