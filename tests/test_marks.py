"""Quotation marks -> quotations."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.clean import clean
from transforms.document import Document
from transforms.quotes.marks import Quotation, is_nickname, quotations, quoted_spans
from transforms.segment import segment


def _segmented(text: str) -> Document:
    return segment(Document("file:///a.txt", 0, "", clean(text)))


def _inner(text: str) -> list[str]:
    document = _segmented(text)
    return [quotation.inner.of(document.text) for quotation in quotations(document)]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("He said “go” and “stay”.", ["go", "stay"]),
        ('He said "go" and "stay".', ["go", "stay"]),
        ("He said ''go'' and ''stay''.", ["go", "stay"]),
        ("He said ``go'' twice.", ["go"]),
        ("He said ‘go’ and ‘stay’.", ["go", "stay"]),
        ("He said 'go' and 'stay'.", ["go", "stay"]),
        ("He said «go» and »stay«.", ["go", "stay"]),
        ("Er sagte „geh“ dazu.", ["geh"]),
        ("He said ”go“ twice.", ["go"]),
        ("“He said ‘go’ twice,” she said.", ["He said ‘go’ twice,"]),
        ("‘He said “go” twice,’ she said.", ["He said “go” twice,"]),
        ("(“Go.”) [“Stay.”] —“Now.”", ["Go.", "Stay.", "Now."]),
        ("“Go”—“stay”", ["Go", "stay"]),
    ],
)
def test_marks_of_every_kind(text: str, inner: list[str]) -> None:
    """Every style of marks gives the same quotations: the outermost ones."""
    assert _inner(text) == inner


@pytest.mark.parametrize(
    "text",
    [
        "The players’ union met the drivers’ union.",
        "It wasn’t the ’90s, and we told ’em so.",
        "It wasn't the '90s, and we told 'em so.",
        "A 6'2\" forward and a 5' 11\" guard.",
        "A wall 21'4\" long.",
        "Rock ’n’ roll isn’t dead.",
        "",
        "No marks at all.",
        "”",
        '"',
    ],
)
def test_what_is_no_quotation(text: str) -> None:
    """Apostrophes, elisions, feet, inches and single stray marks open no quotation."""
    assert _inner(text) == []


def test_apostrophes_do_not_close_single_marks() -> None:
    """In single marks, apostrophes within words and after a plural stay part of the quotation."""
    text = "‘We’ve asked the players’ union, and they don’t mind,’ she said. ‘It’s fine.’"
    assert _inner(text) == ["We’ve asked the players’ union, and they don’t mind,", "It’s fine."]


def test_unclosed_mark_ends_with_its_paragraph() -> None:
    """A mark that is never closed is open to the end of the paragraph and no further."""
    document = _segmented("She said: “One.\n\n“Two.\n\nHe left.")
    found = quotations(document)
    assert [(q.inner.of(document.text), q.is_open, q.paragraph) for q in found] == [
        ("One.", True, 0),
        ("Two.", True, 1),
    ]


def test_unclosed_mark_ends_before_the_reporters_words() -> None:
    """Where the closing mark is lost, the words of the reporter end the quotation."""
    assert _inner("“We tried, he said. “It failed.”") == ["We tried,", "It failed."]


def test_paragraph_may_close_what_the_one_before_opened() -> None:
    """A closing mark alone in a paragraph closes what the paragraph before left open."""
    assert _inner("She said: “One.\n\nTwo.” Then she left.") == ["One.", "Two."]


def test_single_quotation_may_run_over_paragraphs() -> None:
    """British single marks that open again in the next paragraph are left open in the first."""
    assert _inner("‘Ring the drivers’ office.\n\n‘Then wait.’") == ["Ring the drivers’ office.", "Then wait."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tomas “Bear” Okafor ran.", True),
        ("Percival J. ‘Pinch’ Abelard ran.", True),
        ("He asked “why” Okafor ran.", False),
        ("Okafor said “No.” Diaz left.", False),
    ],
)
def test_nicknames(text: str, expected: bool) -> None:
    """A nickname stands in marks between two capitalized words."""
    document = _segmented(text)
    assert is_nickname(document.text, quotations(document)[0]) is expected


_MARKED = st.text(st.sampled_from("aA .,!?\n“”\"'‘’«»„`—(5"), max_size=80)


def _are_sound(found: tuple[Quotation, ...], document: Document) -> bool:
    return all(
        q.span.holds(q.inner) and q.inner.start < q.inner.end and document.paragraphs[q.paragraph].span.holds(q.span)
        for q in found
    )


@given(_MARKED)
def test_quotations_lie_apart_within_their_paragraphs(text: str) -> None:
    """Whatever the marks, quotations are sorted, do not overlap and stay within their paragraph."""
    document = _segmented(text)
    found = quotations(document)
    assert _are_sound(found, document)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert quoted_spans(document) == tuple(q.inner for q in found)
