"""The tagger's logits -> probabilities, paragraph by paragraph."""

from __future__ import annotations

from dataclasses import astuple, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from transforms.document import Document, Span
from transforms.quotes.reading import NameKinds, Reading, readings_of
from transforms.quotes.windows import Window, Word
from transforms.segment import segment

TEXT = "Rain fell.\n\nAna Diaz of Orlund left Brask.\n\nIt rains."
LENGTHS = (3, 7, 3)


def _words(text: str = TEXT) -> list[Word]:
    document = segment(Document("file:///a.txt", 0, "", text))
    return [Word(t, number, 0, 0, (1,), 0) for number, p in enumerate(document.paragraphs) for t in p.tokens]


def _window(first: int, last: int) -> Window:
    return Window(first, last, *[np.zeros(last - first + 1, np.int64)] * 5)


def _logits(n: int, seed: int = 0) -> list[NDArray[np.float32]]:
    chance = np.random.default_rng(seed)
    return [chance.normal(0, 9, (n + 1, width)).astype(np.float32) for width in (7, n + 1, n + 1, 4)]


def _readings(first: int = 0, last: int = sum(LENGTHS)) -> list[Reading]:
    return list(readings_of(_words(), _window(first, last), *_logits(last - first)))


def test_a_reading_is_of_one_paragraph() -> None:
    """Every paragraph of the window has its own reading, whose columns are its own words and none."""
    found = _readings()
    assert [reading.first for reading in found] == [0, 3, 10]
    for reading, n in zip(found, LENGTHS, strict=True):
        shapes = [array.shape for array in astuple(reading)[1:]]
        assert shapes == [(n, 7), (n, 1 + n), (n, 1 + n), (n, 4)]


def test_rows_sum_to_one() -> None:
    """Each row of each array is a distribution, also where logits are large."""
    for reading in _readings():
        for array in astuple(reading)[1:]:
            assert array.min() >= 0
            assert array.sum(axis=1) == pytest.approx(1)
    (large,) = readings_of(_words("It rains."), _window(0, 3), *[1e4 * logits for logits in _logits(3)])
    assert large.tags.max(axis=1) == pytest.approx(1)


def test_columns_are_the_words_of_the_paragraph() -> None:
    """Column 0 is none, column 1 + i the paragraph's word i; what other paragraphs say plays no role."""
    logits = _logits(13)
    for array in logits[1:3]:
        array[5, [0, 1, 3 + 7]] = 60, 90, 60  # the paragraph's second word: none, a word of another, its own last
    reading = list(readings_of(_words(), _window(0, 13), *logits))[1]
    for array in (reading.cues, reading.sources):
        assert array[1, [0, 7]] == pytest.approx([0.5, 0.5])


def test_a_window_may_begin_and_end_within_a_paragraph() -> None:
    """A paragraph that windows cut has a reading for each of its parts."""
    assert [(reading.first, len(reading.tags)) for reading in _readings(5, 11)] == [(5, 5), (10, 1)]


def test_names_have_the_mean_of_their_words() -> None:
    """What words say that start within the span; no words are of no name."""
    words = _words()
    readings = list(readings_of(words, _window(0, 13), *_logits(13)))
    rows = np.zeros((7, 4), np.float32)
    rows[[0, 1], [1, 2]] = 1  # Ana a person, Diaz an organization
    rows[3] = [0, 0, 0.25, 0.75]  # Orlund
    kinds = NameKinds(words, [readings[0], replace(readings[1], entities=rows), readings[2]])
    at = TEXT.index("Ana")
    assert kinds.of(Span(at, at + len("Ana"))) == pytest.approx([0, 1, 0, 0])
    assert kinds.of(Span(at, at + len("Ana Diaz"))) == pytest.approx([0, 0.5, 0.5, 0])
    assert kinds.of(Span(at + 1, at + len("Ana Diaz"))) == pytest.approx([0, 0, 1, 0])
    assert kinds.of(Span(TEXT.index("Orlund"), TEXT.index(" left"))) == pytest.approx([0, 0, 0.25, 0.75])
    assert kinds.of(Span(at + 3, at + 4)) == pytest.approx([1, 0, 0, 0])


def test_an_empty_document_has_no_names() -> None:
    """No words, no readings: still an answer."""
    assert NameKinds([], []).of(Span(0, 0)) == (1, 0, 0, 0)
