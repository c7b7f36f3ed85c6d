"""The whole way from a segmented document to its attributions: tagger, rules for quotations, layout."""

from __future__ import annotations

from collections.abc import Sequence

from decode import Found, Settings, decode
from layout import attributed_by_layout, with_layout
from reading import Reading
from tagger import Tagger
from windows import Word

from transforms.document import Document
from transforms.quotes.attributions import Attribution, attributions
from transforms.quotes.marks import Quotation


def find(document: Document, quotations: Sequence[Quotation], tagger: Tagger) -> list[Found]:
    """The attributions of a segmented document in the order of their content."""
    words, readings = tagger.read(document, quotations)
    return linked(document, quotations, words, readings, attributions(document, quotations), Settings())


def linked(
    document: Document,
    quotations: Sequence[Quotation],
    words: Sequence[Word],
    readings: Sequence[Reading],
    by_rule: Sequence[Attribution],
    settings: Settings,
) -> list[Found]:
    """What the tagger read, made into attributions under the rules."""
    found = decode(words, readings, quotations, by_rule, settings)
    return with_layout(found, attributed_by_layout(document, quotations))
