"""Tagger, layout and rules -> the attributions of a document.

The tagger finds attributions of every kind, with the rules for quotations as hints. Where the layout says who speaks
(signatures, turns of a transcript) it wins. Quotations that have no reporting words of their own are left to the rules:
a quotation that runs over paragraphs belongs to the attribution that it began with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from transforms.document import Document, Span
from transforms.quotes.attribution import Attribution
from transforms.quotes.confidence import chance, features_of
from transforms.quotes.decode import decode
from transforms.quotes.layout import attributed_by_layout, with_layout
from transforms.quotes.marks import Quotation
from transforms.quotes.reading import Reading
from transforms.quotes.rules import RuleAttribution, attributed_by_rules
from transforms.quotes.spans import Owners, Spans
from transforms.quotes.windows import Word

LEAST_CONFIDENCE = 0.35  # of what the tagger finds; less sure is left out; chosen on PolNeAR's development articles


def attributions(
    document: Document,
    quotations: Sequence[Quotation],
    words: Sequence[Word],
    readings: Sequence[Reading],
    confidence: Sequence[float],
) -> list[Attribution]:
    """The attributions of a segmented document in the order of their content; no character is content of two.

    `words` and `readings` are the tagger's, `confidence` the weights of the features of its confidence.
    """
    ruled = attributed_by_rules(document, quotations)
    tagged = decode(words, readings, quotations, ruled)
    rate = _Rating(document, quotations, confidence)
    sure = [rated for rated in map(rate, tagged) if rated.confidence >= LEAST_CONFIDENCE]
    found = with_layout(sure, attributed_by_layout(document, quotations))
    return [rate(attribution) for attribution in with_rules(document, quotations, found, ruled)]


class _Rating:
    """Fills in the quote type and the confidence of an attribution."""

    def __init__(self, document: Document, quotations: Sequence[Quotation], weights: Sequence[float]) -> None:
        self._words = Spans([word.span for word in document.words()])
        self._quoted = Spans([quotation.inner for quotation in quotations])
        self._weights = weights

    def __call__(self, attribution: Attribution) -> Attribution:
        quote_type, n_words = self._type_and_length(attribution.content)
        features = features_of(attribution, quote_type, n_words)
        return replace(
            attribution, quote_type=quote_type, features=features, confidence=chance(features, self._weights)
        )

    def _type_and_length(self, content: Sequence[Span]) -> tuple[str, int]:
        starts = [self._words.spans[i].start for span in content for i in self._words.starting_in(span.start, span.end)]
        n_quoted = sum(self._quoted.hold(start) for start in starts)
        return "indirect" if not n_quoted else "direct" if n_quoted == len(starts) else "mixed", len(starts)


def with_rules(
    document: Document,
    quotations: Sequence[Quotation],
    found: Sequence[Attribution],
    ruled: Sequence[RuleAttribution],
) -> list[Attribution]:
    """`found`, with the quotations that go on in later paragraphs, and with what the rules alone have found. A rule's
    attribution counts only where `found` has none of its words; of one that it has in part, the other quotations are
    given to the same."""
    own = list(found)
    contents = Owners((span, i) for i, a in enumerate(own) for span in a.content)
    cues = Owners((a.cue, i) for i, a in enumerate(own) if a.cue is not None)

    def is_free(spans: Sequence[Span]) -> bool:
        return all(contents.of(span) is None and cues.of(span) is None for span in spans)

    def give(i: int, spans: Sequence[Span]) -> None:
        own[i] = replace(own[i], content=tuple(sorted((*own[i].content, *spans))), is_continuation=True)
        for span in spans:
            contents.add(span, i)

    for before, after in pairwise(quotations):
        begun = contents.of(before.span) if _runs_on(document, before, after) else None
        if begun is not None and is_free([after.span]):
            give(begun, [after.span])
    for rule in ruled:
        free = [span for span in rule.content if is_free([span])]
        if len(free) < len(rule.content):
            owner = next((o for span in rule.content if (o := contents.of(span)) is not None), None)
            if free and owner is not None and not rule.rule.endswith("mixed"):
                give(owner, free)
            continue
        begun = contents.of(rule.goes_on.content[-1]) if rule.goes_on else None
        if begun is not None and own[begun].source is not None:
            give(begun, rule.content)
        else:
            cue = rule.cue.span if rule.cue else None
            own.append(Attribution(rule.content, cue, rule.source, rule.rule, (), rule.is_continuation))
            for span in rule.content:
                contents.add(span, len(own) - 1)
    return sorted(own, key=lambda attribution: attribution.content)


def _runs_on(document: Document, before: Quotation, after: Quotation) -> bool:
    """Whether a quotation without its closing mark goes on in the next: it opens the next paragraph."""
    paragraph = document.paragraphs[after.paragraph].span
    is_next = after.paragraph == before.paragraph + 1 and after.span.start == paragraph.start
    return before.is_open and is_next and before.is_single == after.is_single
