"""Speech that the layout attributes: signed quotations (“We need it.” ― Ana Belmar) and the turns of a transcript
(BELMAR: We need it.)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from transforms.document import Document, Span
from transforms.quotes.attribution import Attribution
from transforms.quotes.marks import Quotation
from transforms.quotes.spans import Owners
from transforms.quotes.word_lists import word_list

_NAME = r"[A-Z@][\w.’'-]*(?:[ \u00a0](?:de|da|del|van|von|la|al|bin|[A-Z][\w’'-]*\.?)){0,4}"
_SIGNATURE = re.compile(
    rf"[ \u00a0]*(?P<cue>[―—–]|--?)[ \u00a0]*(?P<name>{_NAME})(?=[ \u00a0]*\.?[ \u00a0]*(?:\n|$|[“\"”]))"
)
_CAPITALS = r"[A-Z][A-Z.’' -]*[A-Z.]"
_TURN = re.compile(rf"[“\"”]?(?P<name>{_CAPITALS}|{_NAME})(?:[ \u00a0]\([^)\n]*\))?(?P<cue>:)\s+(?=\S)")
_LABELS = word_list("labels")
_LEAST_WORDS = 4  # of a signed quotation, and of a turn that makes a name a speaker's
_LEAST_TURNS = 3  # of a transcript


def attributed_by_layout(document: Document, quotations: Sequence[Quotation]) -> list[Attribution]:
    """Signed quotations and turns of transcripts, in the order of the text."""
    turns = _turns(document)
    return with_layout(list(_signed(document.text, quotations)), turns)


def with_layout(found: Sequence[Attribution], by_layout: Sequence[Attribution]) -> list[Attribution]:
    """Both, without what of `found` shares words with what the layout attributes."""
    taken = Owners((a.extent, i) for i, a in enumerate(by_layout))
    free = [a for a in found if all(taken.of(span) is None for span in a.spans)]
    return sorted([*free, *by_layout], key=lambda a: a.content)


def _signed(text: str, quotations: Sequence[Quotation]) -> Iterator[Attribution]:
    for quotation in quotations:
        signature = _SIGNATURE.match(text, quotation.span.end)
        if signature and len(quotation.inner.of(text).split()) >= _LEAST_WORDS:
            yield Attribution(
                (quotation.span,), Span(*signature.span("cue")), Span(*signature.span("name")), "signature"
            )


def _turns(document: Document) -> list[Attribution]:
    """The turns of a transcript: at least three, by names in capitals of which one says some words, or by names that
    do so twice."""
    turns: list[tuple[str, Attribution]] = []
    for paragraph in document.paragraphs:
        start, end = paragraph.span
        turn = _TURN.match(document.text, start, end)
        if turn and len(turn["name"].split()) <= 4 and turn["name"].lower() not in _LABELS:
            content = Span(turn.end(), start + len(document.text[start:end].rstrip()))
            by = Attribution((content,), Span(*turn.span("cue")), Span(*turn.span("name")), "turn")
            turns.append((turn["name"], by))
    long = [(name, by) for name, by in turns if len(by.content[0].of(document.text).split()) >= _LEAST_WORDS]
    n_turns, has_capitals = Counter(name for name, _ in long), any(name.isupper() for name, _ in long)
    sure = [by for name, by in turns if (has_capitals if name.isupper() else n_turns[name] > 1)]
    return sure if len(sure) >= _LEAST_TURNS else []
