"""What the tagger says about a document, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from windows import Window, Word

Floats = NDArray[np.float32]
_NEVER = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Reading:
    """The tagger's probabilities for the words of one paragraph (or of a part of a very long one).

    first    position of its first word in the document
    tags     words x 7, each row sums to 1
    cues     words x (1 + words): the cue that a word is content of, none first; each row sums to 1
    sources  words x (1 + words): the source of the cue that a word belongs to, none first; each row sums to 1
    """

    first: int
    tags: Floats
    cues: Floats
    sources: Floats


def readings_of(
    words: Sequence[Word], window: Window, tags: Floats, cues: Floats, sources: Floats
) -> Iterator[Reading]:
    """The paragraphs of a window from its logits (words x 7, words x words twice; word 0 stands for none)."""
    start = window.first
    while start < window.last:
        stop = start
        while stop < window.last and words[stop].paragraph == words[start].paragraph:
            stop += 1
        low, high = start - window.first + 1, stop - window.first + 1
        columns = [0, *range(low, high)]
        yield Reading(
            start, _softmax(tags[low:high]), _softmax(cues[low:high, columns]), _softmax(sources[low:high, columns])
        )
        start = stop


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]
