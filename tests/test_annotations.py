"""Brat's stand-off files: what is read, what is passed over, what is refused."""

from __future__ import annotations

import pytest

from transforms.annotations import Annotation, AnnotationError, read_annotations
from transforms.document import Span

TEXT = "Ines Valde said the pier, cracked since May, must close. Nobody asked why."
SOURCE, CUE = "T1\tSource 0 10\tInes Valde", "T2\tCue 11 15\tsaid"
CONTENT = "T3\tContent 45 55;16 24\tmust close the pier"


def _read(*lines: str, line_break: str = "\n") -> tuple[Annotation, ...]:
    return read_annotations(line_break.join(lines) + line_break, TEXT)


def test_an_attribution_has_the_spans_of_its_roles() -> None:
    """Pieces of a discontinuous span are sorted; the trigger, which repeats the cue, is no role."""
    (annotation,) = _read(
        SOURCE, CUE, CONTENT, "T4\tAttribution 11 15\tsaid", "E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3"
    )
    assert annotation == Annotation((Span(0, 10),), (Span(11, 15),), (Span(16, 24), Span(45, 55)))
    assert annotation.spans()["content"] == annotation.content
    assert [span.of(TEXT) for span in annotation.content] == ["the pier", "must close"]


def test_numbered_roles_are_further_pieces() -> None:
    """Content2 is a second piece of the content, in whichever order they stand."""
    (annotation,) = _read(
        CUE, "T3\tContent 45 55\tmust close", "T5\tContent 16 24\tthe pier", "E1\tCue:T2 Content:T3 Content2:T5"
    )
    assert annotation.content == (Span(16, 24), Span(45, 55))
    assert annotation.source == ()


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_line_breaks_of_every_system_are_read(line_break: str) -> None:
    """An .ann file from Windows reads the same."""
    assert len(_read(CUE, CONTENT, "E1\tCue:T2 Content:T3", line_break=line_break)) == 1


def test_words_that_are_not_at_their_offsets_are_an_error() -> None:
    """Offsets that are off, as an edited text makes them, would measure something else."""
    with pytest.raises(
        AnnotationError, match="the words are 'told', but the text has 'said' there: the offsets are off"
    ):
        _read(CUE.replace("said", "told"))


def test_what_is_no_attribution_is_passed_over() -> None:
    """Notes, relations, attributes, words that go on in another line, blank lines, attributions within others."""
    (annotation,) = _read(
        SOURCE,
        "#1\tAnnotatorNotes T1\tsure?",
        CUE[:-1],
        "d, the rest of a span that goes over a line break",
        "",
        "R1\tSame Arg1:T1 Arg2:T2",
        "A1\tNegated T2",
        CONTENT,
        "E1\tAttribution-no-source:T2 Cue:T2 Content:T3 Source:E2",
    )
    assert annotation == Annotation((), (Span(11, 15),), (Span(16, 24), Span(45, 55)))


def test_an_attribution_without_content_is_left_out() -> None:
    """There is nothing that somebody would have said."""
    assert _read(SOURCE, CUE, "E1\tSource:T1 Cue:T2") == ()


def test_a_piece_further_down_is_left_out() -> None:
    """A reference to a later line adds nothing, so that figures stay those that are cited."""
    (annotation,) = _read(CUE, "T3\tContent 45 55\tmust close", "E1\tCue:T2 Content:T3 Source:T1", SOURCE)
    assert annotation.source == ()
    assert _read(CUE, "E1\tCue:T2 Content:T3", CONTENT) == ()


def test_the_order_is_that_of_the_file() -> None:
    """Files of speakers count the attributions in this order."""
    other = "T5\tContent 57 63\tNobody"
    found = _read(CUE, other, CONTENT, "E2\tCue:T2 Content:T5", "E1\tCue:T2 Content:T3")
    assert [annotation.content[0].start for annotation in found] == [57, 16]


def test_an_empty_file_has_no_attributions() -> None:
    """An article in which nobody says anything."""
    assert read_annotations("", TEXT) == ()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("T3\tContent 16\tthe", "'T3\\tContent 16\\tthe' is not of the form T1, tab"),
        ("T3\tContent sixteen 24\tthe pier", "is not of the form T1, tab"),
        ("T3 Content 16 24 the pier", "is not of the form T1, tab"),
        ("T3\tContent 16 16\t", "16 to 16 does not lie in the text of 74 characters."),
        ("T3\tContent 60 75\twhy.", "60 to 75 does not lie in the text of 74 characters."),
        ("E1\tCue:T2 Content", "'Content' is not of the form Source:T2."),
        ("E1 Cue:T2", "is not of the form E1, tab, Attribution:T1 Source:T2."),
        ("E1\tCue:T2 Content:T9", "there is no T9, which 'Content:T9' refers to."),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_number(line: str, problem: str) -> None:
    """The number counts from 1, as editors do."""
    with pytest.raises(AnnotationError) as caught:
        _read(SOURCE, CUE, line)
    assert str(caught.value).startswith("line 3: ")
    assert problem in str(caught.value)
