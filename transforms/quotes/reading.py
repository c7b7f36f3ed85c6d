"""What the tagger says about a document, paragraph by paragraph."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.document import Span
from transforms.quotes.windows import Window, Word

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """The tagger's probabilities for the words of one paragraph (or of a part of a very long one).

    first    position of its first word in the document
    tags     words x 7, each row sums to 1
    cues     words x (1 + words): the cue that a word is content of, none first; each row sums to 1
    sources  words x (1 + words): the source of the cue that a word belongs to, none first; each row sums to 1
    entities words x 4: whether a word is of the name of nobody, a person, an organization, a place; each row sums to 1
    """

    first: int
    tags: Floats
    cues: Floats
    sources: Floats
    entities: Floats


def readings_of(
    words: Sequence[Word], window: Window, tags: Floats, cues: Floats, sources: Floats, entities: Floats
) -> Iterator[Reading]:
    """The paragraphs of a window from its logits (words x 7, words x words twice, words x 4; word 0 is none)."""
    start = window.first
    while start < window.last:
        stop = start
        while stop < window.last and words[stop].paragraph == words[start].paragraph:
            stop += 1
        low, high = start - window.first + 1, stop - window.first + 1
        columns = [0, *range(low, high)]
        yield Reading(
            start,
            _softmax(tags[low:high]),
            _softmax(cues[low:high, columns]),
            _softmax(sources[low:high, columns]),
            _softmax(entities[low:high]),
        )
        start = stop


class NameKinds:
    """What the tagger says of the names of a document."""

    def __init__(self, words: Sequence[Word], readings: Sequence[Reading]) -> None:
        self._starts = [word.token.start for word in words]
        rows = [reading.entities for reading in readings]
        chances = np.concatenate(rows) if rows else np.zeros((0, 4), np.float32)
        self._before = np.vstack([np.zeros(4), chances.cumsum(axis=0, dtype=np.float64)]).tolist()  # sums up to a word

    def of(self, span: Span) -> tuple[float, ...]:
        """How likely the words of the span are of no name, of a person, an organization, a place: their mean."""
        first, last = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        if first == last:
            return 1.0, 0.0, 0.0, 0.0
        before, after = self._before[first], self._before[last]
        return tuple((b - a) / (last - first) for a, b in zip(before, after, strict=True))


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]
