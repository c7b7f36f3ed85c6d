"""Sorted spans, searched by offset."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from transforms.document import Span


class Spans:
    """Spans that are sorted and do not overlap.

    >>> quoted = Spans([Span(2, 5), Span(9, 12)])
    >>> quoted.hold(4), quoted.hold(5)
    (True, False)
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self._starts = [span.start for span in spans]

    def hold(self, offset: int) -> bool:
        """Whether one of the spans holds the character at the offset."""
        i = bisect_right(self._starts, offset) - 1
        return i >= 0 and offset < self.spans[i].end

    def starting_in(self, start: int, end: int) -> range:
        """The positions of the spans that start in the range."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))
