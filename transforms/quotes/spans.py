"""Sorted spans, searched by offset."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence

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


class Owners:
    """Spans that do not overlap, each with the number of whom it belongs to.

    >>> owners = Owners([(Span(9, 12), 1), (Span(2, 5), 0)])
    >>> owners.of(Span(4, 10)), owners.of(Span(5, 9))
    (0, None)
    """

    def __init__(self, owned: Iterable[tuple[Span, int]] = ()) -> None:
        self._owned = sorted(owned)

    def add(self, span: Span, owner: int) -> None:
        insort(self._owned, (span, owner))

    def of(self, span: Span) -> int | None:
        """Whose span shares a character with this one; of several the first, None where none does."""
        i = bisect_right(self._owned, span.start, key=lambda owned: owned[0].start)
        if i and self._owned[i - 1][0].end > span.start:
            return self._owned[i - 1][1]
        if i < len(self._owned) and self._owned[i][0].start < span.end:
            return self._owned[i][1]
        return None
