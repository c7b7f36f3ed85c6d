"""An attribution: what is said, the reporting words, the source, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.document import Span


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is said (`content`, one span or more, sorted), with the cue and the source where the text has them.

    `evidence` is `tagger`, `signature`, `turn` or the name of a rule. `scores` are the tagger's four probabilities:
    that these are reporting words, that this is their content, that it is content at all, that this is their source;
    empty where the tagger did not find it. `is_continuation` says that some of the content stands in later quotations
    that have no reporting words of their own. `quote_type`, `features` (of the confidence) and `confidence` are filled
    in by combine.py.
    """

    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    evidence: str
    scores: tuple[float, ...] = ()
    is_continuation: bool = False
    quote_type: str = "indirect"
    features: tuple[float, ...] = ()
    confidence: float = 0.0

    @property
    def spans(self) -> tuple[Span, ...]:
        """Content and cue."""
        return (*self.content, self.cue) if self.cue else self.content

    @property
    def extent(self) -> Span:
        """From the first character of content or cue to the last."""
        return Span(min(span.start for span in self.spans), max(span.end for span in self.spans))
