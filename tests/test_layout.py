"""Signatures and the turns of a transcript."""

from __future__ import annotations

import pytest

from transforms.document import Document, Span
from transforms.quotes.attribution import Attribution
from transforms.quotes.layout import attributed_by_layout, with_layout
from transforms.quotes.marks import quotations
from transforms.segment import segment

Found = tuple[str, str, str, str]


def _found(text: str) -> list[Found]:
    """Evidence, content, cue and source of every attribution."""
    document = segment(Document("file:///a.txt", 0, "", text))
    return [
        (a.evidence, *(span.of(text) for span in (*a.content, a.cue, a.source) if span))
        for a in attributed_by_layout(document, quotations(document))
    ]


def _turns(text: str) -> list[tuple[str, str]]:
    """Source and content of every turn."""
    return [(source, content) for evidence, content, _, source in _found(text) if evidence == "turn"]


@pytest.mark.parametrize("dash", ["―", "—", "–", "-", "--"])
@pytest.mark.parametrize("space", [" ", "", "\u00a0"])
def test_a_signature_after_any_dash(dash: str, space: str) -> None:
    """A name after a dash signs the quotation before it, whichever dash and space a feed has."""
    text = f"“We need a new pier.”{space}{dash}{space}Ana de la Belmar"
    assert _found(text) == [("signature", "“We need a new pier.”", dash, "Ana de la Belmar")]


def test_a_signature_may_be_an_account() -> None:
    """Posts are signed with the name of an account, readers' letters with an initial."""
    found = _found("“We need a new pier.” — @ana_belmar\n\n“The old one will do.” — Oskar T. Valde\n\nThey left.")
    assert [source for *_, source in found] == ["@ana_belmar", "Oskar T. Valde"]


@pytest.mark.parametrize(
    "text",
    [
        "“We need a new pier” — Ana Belmar said so in May.",  # the sentence goes on
        "“We need a new pier” — and soon.",  # no name
        "“We need a new pier” Ana Belmar",  # no dash
        "“The Salt Road” — Ana Belmar",  # a title: too few words
        "A new pier — Ana Belmar",  # nothing quoted
    ],
)
def test_what_is_no_signature(text: str) -> None:
    """A dash alone signs nothing: the name ends the line, and what is quoted is long enough to be said."""
    assert _found(text) == []


def test_turns_by_names_in_capitals() -> None:
    """NAME: and what follows to the end of the paragraph, without the line end."""
    text = "BELMAR: We need a pier.\n\nO’DAY-VALDE (laughing): Never.\n\nDR. BRAND: Well. Perhaps.\n\nThey left."
    assert _turns(text) == [
        ("BELMAR", "We need a pier."),
        ("O’DAY-VALDE", "Never."),
        ("DR. BRAND", "Well. Perhaps."),
    ]
    assert {(evidence, cue) for evidence, _, cue, _ in _found(text)} == {("turn", ":")}


def test_turns_by_names_that_return() -> None:
    """A name in lower case is a speaker's if it has another turn of some length."""
    text = "Ana Belmar: We need a new pier.\n\nOskar Valde: Do we really need it?\n\nNote: This was cut for length.\n\n"
    text += "Ana Belmar: Yes, we really do.\n\nOskar Valde: I do not think so."
    assert [source for source, _ in _turns(text)] == ["Ana Belmar", "Oskar Valde"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "BELMAR: We need a pier.\n\nVALDE: We do not need one.",  # only two
        "Belmar: 1,812\n\nValde: 1,207\n\nBrand: 88\n\nBelmar: 7",  # a count of votes
        "Belmar: 1,812\nValde: 1,207\nBrand: 88\nBelmar: 7\nValde: 12",
        "Age: She is 41 years old.\n\nHome: She lives in Orlund.\n\nWork: She builds piers there.",  # nobody returns
        "She met BELMAR: We need it.\n\nThen VALDE: We do not.\n\nThen BRAND: Perhaps we do.",  # within the paragraph
        "BELMAR:We need it.\n\nVALDE:We do not.\n\nBRAND:Perhaps we do.",  # no space
    ],
)
def test_what_are_no_turns(text: str) -> None:
    """Fewer than three turns, results, keywords and colons within a paragraph are no transcript."""
    assert _turns(text) == []


def test_the_layout_wins_over_the_tagger() -> None:
    """What shares words with a turn or a signature, from its cue to its end, is left out; the rest stays, in order."""
    spans = [Span(at, at + 10) for at in range(0, 60, 10)]
    turn = Attribution((Span(22, 40),), Span(20, 21), Span(15, 20), "turn")
    first, last = (Attribution((span,), None, None, "tagger") for span in (spans[0], spans[5]))
    within = Attribution((Span(25, 30),), Span(31, 35), None, "tagger")
    by_cue = Attribution((spans[4],), Span(38, 39), None, "tagger")
    at_cue = Attribution((Span(12, 21),), None, None, "tagger")
    assert with_layout([last, within, by_cue, at_cue, first], [turn]) == [first, turn, last]
    assert with_layout([last, first], []) == [first, last]
