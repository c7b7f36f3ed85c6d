"""Each figure of the comparison with annotators, on cases that are small enough to count by hand."""

from __future__ import annotations

import pytest

from transforms.accuracy import (
    AnnotatedArticle,
    Comparison,
    PrecisionRecall,
    Share,
    TrueSpeaker,
    accuracy,
    aligned,
    chunks,
    compare,
    compare_missing,
    expected_calibration_error,
    is_same_name,
    quote_type,
)
from transforms.annotations import Annotation
from transforms.document import Span
from transforms.quotes import Quote

TEXT = "Ines Valde said the pier must close. “It is not safe,” said Tomas Brand, who built it.\nHe left."


def _spans(text: str, *pieces: str) -> tuple[Span, ...]:
    return tuple(Span(text.index(piece), text.index(piece) + len(piece)) for piece in pieces)


def _annotation(*content: str, source: str | None = None, cue: str | None = None, text: str = TEXT) -> Annotation:
    return Annotation(
        _spans(text, *([source] if source else [])), _spans(text, *([cue] if cue else [])), _spans(text, *content)
    )


def _quote(
    *content: str,
    source: str | None = None,
    cue: str | None = None,
    of_type: str = "direct",
    speaker: str | None = None,
    confidence: float = 0.5,
    text: str = TEXT,
) -> Quote:
    of_text = _annotation(*content, source=source, cue=cue, text=text)
    return Quote(
        quote_type=of_type,
        content=" … ".join(content),
        content_spans=of_text.content,
        cue=cue,
        cue_spans=of_text.cue,
        cue_lemma=None,
        cue_class=None,
        source=source,
        source_spans=of_text.source,
        speaker=speaker,
        speaker_id=None,
        speaker_kind="person" if speaker else "none",
        speaker_role=None,
        is_continuation=False,
        n_words=0,
        n_positive=0,
        n_negative=0,
        confidence=confidence,
    )


PIER = _annotation("the pier must close", source="Ines Valde", cue="said")
SAFE = _annotation("“It is not safe,”", source="Tomas Brand, who built it", cue="said Tomas")
BUILT = _annotation("built it")  # who says so is not told


def _compared(
    quotes: list[Quote],
    annotations: tuple[Annotation, ...] = (PIER, SAFE),
    speakers: tuple[TrueSpeaker, ...] | None = None,
) -> Comparison:
    return compare(AnnotatedArticle(TEXT, annotations, speakers), TEXT, quotes)


def _score(name: str, *comparisons: Comparison) -> tuple[float, float]:
    score = accuracy(comparisons).scores[name]
    return score.precision, score.recall


# Content


def test_a_trimmed_quotation_mark_costs_nothing() -> None:
    """Content without its marks and white space is exactly the annotated one."""
    comparison = _compared([_quote("It is not safe,")])
    assert _score("content_exact", comparison) == (1, 1 / 2)


def test_half_is_of_the_characters_that_either_has() -> None:
    """“safe,” shares 5 of 12 characters with “It is not safe,”, “not safe,” 8: only the latter counts as half."""
    little, half = _compared([_quote("safe,")]), _compared([_quote("not safe,")])
    assert _score("content_overlap", little) == _score("content_overlap", half) == (1, 1 / 2)
    assert _score("content_iou50", little) == (0, 0)
    assert _score("content_iou50", half) == (1, 1 / 2)
    assert _score("content_exact", half) == (0, 0)
    assert half.judgements[0].match is not None
    assert half.judgements[0].match.content == pytest.approx(8 / 12)


def test_pairs_are_one_to_one_the_largest_overlap_first() -> None:
    """The second finds more of the annotated content and is paired with it; the first, though earlier, is left over."""
    comparison = _compared([_quote("It is"), _quote("is not safe"), _quote("He left")])
    assert [judgement.match is not None for judgement in comparison.judgements] == [False, True, False]
    assert _score("content_overlap", comparison) == (1 / 3, 1 / 2)


def test_a_pair_that_is_taken_leaves_the_next_best() -> None:
    """One quote over both contents goes with the longer overlap; the other annotated one goes to a smaller quote."""
    both = _quote("the pier must close. “It is not safe", confidence=0.1)
    comparison = _compared([both, _quote("not safe")])
    assert [j.match.quote_type for j in comparison.judgements if j.match] == ["indirect", "direct"]


def test_discontinuous_content_counts_all_its_pieces() -> None:
    """Two pieces of 7 and 9 characters, of which the shorter is found: less than half; the longer: more."""
    torn = (_annotation("the pier", "must close"),)
    assert _score("content_iou50", _compared([_quote("the pier")], torn)) == (0, 0)
    assert _score("content_iou50", _compared([_quote("must close")], torn)) == (1, 1)
    assert _score("content_exact", _compared([_quote("the pier must close")], torn)) == (1, 1)


def test_precision_by_type_is_of_the_found_type_recall_of_the_annotated_one() -> None:
    """A right content that was found as mixed but is direct counts for mixed precision and direct recall."""
    comparison = _compared([_quote("It is not safe", of_type="mixed")])
    assert _score("content_iou50_mixed", comparison) == (1, 0)
    assert _score("content_iou50_direct", comparison) == (0, 1)
    assert _score("content_iou50_indirect", comparison) == (0, 0)


def test_the_type_is_told_by_the_letters_within_double_marks() -> None:
    """Straight marks open and close in turn, one left open closes with its line, punctuation has no say."""
    text = 'He said "no" and “yes.\nThen “maybe”.'
    assert quote_type(_spans(text, '"no"'), text) == "direct"
    assert quote_type(_spans(text, "no", "yes"), text) == "direct"
    assert quote_type(_spans(text, '"no" and'), text) == "mixed"
    assert quote_type(_spans(text, "Then"), text) == "indirect"
    assert quote_type(_spans(text, "“"), text) == "indirect"


# Source, cue, speaker


def test_source_and_cue_are_right_if_they_overlap() -> None:
    """“Tomas Brand” shares characters with the annotated source but is not all of it; the cue lies elsewhere."""
    comparison = _compared([_quote("It is not safe", source="Tomas Brand", cue="close")])
    shares = accuracy([comparison]).shares
    assert shares["source_overlap_of_matched"] == shares["source_overlap_of_matched_direct"] == Share(1, 1)
    assert shares["source_overlap_of_matched_mixed"] == Share(0, 0)
    assert shares["source_exact_of_matched"] == Share(0, 1)
    assert shares["cue_overlap_of_matched"] == Share(0, 1)
    assert _score("joint", comparison) == (1, 1 / 2)
    assert _score("joint_direct", comparison) == (1, 1)
    assert _score("joint_mixed", comparison) == (0, 0)


def test_a_source_that_is_not_there_must_not_be_found() -> None:
    """Without an annotated source, joint is right only if none was found; it is not asked whether they overlap."""
    without, invented = (_compared([_quote("built it", source=source)], (BUILT,)) for source in (None, "Tomas Brand"))
    assert _score("joint", without) == (1, 1)
    assert _score("joint", invented) == (0, 0)
    assert accuracy([invented]).shares["source_overlap_of_matched"] == Share(0, 0)


def test_a_source_that_is_not_found_is_wrong() -> None:
    """The content alone is not enough for joint."""
    comparison = _compared([_quote("It is not safe")])
    assert _score("joint", comparison) == (0, 0)
    assert accuracy([comparison]).shares["source_overlap_of_matched"] == Share(0, 1)


def test_speakers_are_asked_of_right_contents_by_named_people_and_organizations() -> None:
    """One is right, one wrong, one unnamed and so not asked; without a file of speakers there is no figure."""
    quotes = [
        _quote("the pier must close", speaker="Valde", of_type="indirect"),
        _quote("It is not safe", speaker="Ines Valde"),
        _quote("built it", speaker="Ines Valde"),
    ]
    speakers = (
        TrueSpeaker("Ines Valde", "person"),
        TrueSpeaker("Brand Piers", "organization"),
        TrueSpeaker("a man", "unnamed"),
    )
    shares = accuracy([_compared(quotes, (PIER, SAFE, BUILT), speakers)]).shares
    assert shares["speaker_of_matched"] == Share(1, 2)
    assert shares["speaker_of_matched_indirect"] == Share(1, 1)
    assert shares["speaker_of_matched_direct"] == Share(0, 1)
    assert "speaker_of_matched" not in accuracy([_compared(quotes)]).shares


def test_a_speaker_who_is_not_told_is_wrong() -> None:
    """An attribution without speaker, where there is one."""
    speakers = (TrueSpeaker("Ines Valde", "person"), TrueSpeaker(None, "person"))
    shares = accuracy([_compared([_quote("the pier must close"), _quote("It is not safe")], speakers=speakers)]).shares
    assert shares["speaker_of_matched"] == Share(0, 1)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Valde", "Ines Valde", True),
        ("Ines", "Ines Valde", False),
        ("Dr. Ines Valde’s", "ines valde", True),
        ("Ines M. Valde", "Ines Valde", True),
        ("Oskar Valde", "Ines Valde", False),
        ("The Pier Trust", "Pier Trust", True),
        ("President", "President", False),
    ],
)
def test_names_are_the_same_by_last_name_without_clash(one: str, other: str, is_same: bool) -> None:
    """Titles, case, possessives and middle names do not matter; a first name alone is no match; symmetric."""
    assert is_same_name(one, other) is is_same_name(other, one) is is_same


# Characters and chunks


def test_characters_of_a_role_count_once_however_many_attributions_hold_them() -> None:
    """Source characters 9 + 21 annotated; found: 9 right ones, twice, and 6 wrong ones."""
    quotes = [
        _quote("pier", source="Ines Valde"),
        _quote("close", source="Ines Valde"),
        _quote("safe", source="He left"),
    ]
    assert _score("char_source", _compared(quotes)) == (9 / 15, 9 / 30)


def test_a_chunk_is_right_if_both_its_ends_are() -> None:
    """Contents found: one with another end, one right but for its marks; sources: one right of two annotated."""
    comparison = _compared([_quote("the pier must", source="Ines Valde"), _quote("It is not safe,”")])
    assert _score("chunk_content", comparison) == (1 / 2, 1 / 2)
    assert _score("chunk_source", comparison) == (1, 1 / 2)
    assert _score("chunk_cue", comparison) == (0, 0)


def test_pieces_are_chunks_and_equal_chunks_count_once() -> None:
    """Two attributions share a piece: three chunks, of which two attributions found the same two."""
    annotations = (_annotation("the pier", "must close"), _annotation("must close", "built it"))
    found = [_quote("the pier", "must close"), _quote("must close")]
    assert _score("chunk_content", _compared(found, annotations)) == (1, 2 / 3)


def test_chunks_end_with_the_paragraph_and_touching_pieces_are_one() -> None:
    """A span over a line break is a chunk in each paragraph; only space and marks between two pieces part nothing."""
    text = "“One,” two.\n“Three.” “Four.”"
    assert chunks([Span(0, len(text))], text) == set(_spans(text, "One,” two.", "Three.” “Four."))
    assert chunks(_spans(text, "“Three.”", "“Four.”"), text) == set(_spans(text, "Three.” “Four."))
    assert chunks(_spans(text, "“One", "two"), text) == set(_spans(text, "One", "two"))
    assert chunks(_spans(text, "“"), text) == set()


# Alignment


def test_offsets_are_aligned_where_cleaning_changed_the_text() -> None:
    """The annotated text has another space, a mark of byte order and mojibake; what is found counts in it."""
    raw = "\ufeffInes  Valde said the cafÃ© must close.\r\n“It is safe,” she said."
    clean = "Ines Valde said the café must close.\n“It is safe,” she said."
    annotations = (
        _annotation("the cafÃ© must close", source="Ines  Valde", cue="said", text=raw),
        _annotation("“It is safe,”", source="she", text=raw),
    )
    found = [
        _quote("the café must close", source="Ines Valde", cue="said", of_type="indirect", text=clean),
        _quote("It is safe,", source="she", text=clean),
    ]
    comparison = compare(AnnotatedArticle(raw, annotations), clean, found)
    assert _score("joint", comparison) == (1, 1)
    assert _score("content_exact", comparison) == (1 / 2, 1 / 2)  # the repaired word has no counterpart
    assert _score("chunk_content", comparison) == (1, 1)  # but both ends have
    assert _score("chunk_source", comparison) == (1, 1)
    # Of 21 + 9 annotated characters, the 12 + 9 outside the repaired word are found.
    assert _score("char_content", comparison) == (1, (3 + 4 + 5 + 9) / (3 + 5 + 4 + 5 + 9))


def test_a_chunk_whose_end_was_repaired_is_wrong() -> None:
    """An end without counterpart agrees with nothing, and still counts as found."""
    raw, clean = "She likes the cafÃ©", "She likes the café"
    article = AnnotatedArticle(raw, (_annotation("the cafÃ©", text=raw),))
    assert _score("chunk_content", compare(article, clean, [_quote("the café", text=clean)])) == (0, 0)


def test_equal_texts_are_aligned_character_by_character() -> None:
    """Also white space, which belongs to no word."""
    assert aligned("a b", "a b") == {0: 0, 1: 1, 2: 2}


# All articles


def test_figures_are_over_all_articles_together() -> None:
    """One article with both attributions right, one that could not be analysed: half of four are found."""
    right = _compared([_quote("the pier must close", of_type="indirect"), _quote("It is not safe,")])
    missing = compare_missing(AnnotatedArticle(TEXT, (PIER, SAFE)))
    figures = accuracy([right, missing])
    assert (figures.n_documents, figures.n_missing_documents, figures.n_annotated, figures.n_found) == (2, 1, 4, 2)
    assert figures.scores["content_exact"] == PrecisionRecall(1, 1 / 2)
    assert figures.scores["content_exact"].f1 == pytest.approx(2 / 3)


def test_nothing_gives_zeros_and_no_calibration() -> None:
    """No attribution on either side."""
    figures = accuracy([compare(AnnotatedArticle("", ()), "", ())])
    assert all(score.f1 == 0 for score in figures.scores.values())
    assert all(share == Share(0, 0) for share in figures.shares.values())
    assert figures.calibration_error is None
    assert figures.confident == Share(0, 0)


def test_calibration_error_weighs_the_bins_by_what_they_hold() -> None:
    """Bin (0.7, 0.8]: confidence 0.75, right 0.5, 2 of 5; (0.9, 1]: 1 and 1, 2 of 5; [0, 0.1]: 0.1 and 0, 1 of 5."""
    judged = [(0.72, True), (0.78, False), (1.0, True), (1.0, True), (0.1, False)]
    assert expected_calibration_error(judged) == pytest.approx(2 / 5 * 0.25 + 1 / 5 * 0.1)


@pytest.mark.parametrize("end", [n / 10 for n in range(1, 11)])
def test_a_bin_holds_its_upper_end(end: float) -> None:
    """0.3 is of the bin that ends there: with a wrong one just below it the two are one bin, half right."""
    assert expected_calibration_error([(end, True), (end - 0.05, False)]) == pytest.approx(abs(end - 0.025 - 0.5))


def test_confidence_is_judged_by_joint() -> None:
    """Of two attributions at 0.9 or more one has the right source; the one below is not counted."""
    comparison = _compared(
        [
            _quote("the pier must close", source="Ines Valde", confidence=0.9),
            _quote("It is not safe", source="Ines Valde", confidence=0.95),
            _quote("He left", confidence=0.89),
        ]
    )
    figures = accuracy([comparison])
    assert figures.confident == Share(1, 2)
    # Bins (0.8, 0.9]: 0.9 right and 0.89 wrong; (0.9, 1]: 0.95 wrong.
    assert figures.calibration_error == pytest.approx((abs(0.9 + 0.89 - 1) + 0.95) / 3)
