"""Speech that the layout attributes: signed quotations (“We need it.” ― Ana Belmar) and the turns of a transcript
(BELMAR: We need it.)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from decode import Found

from transforms.document import Document, Span
from transforms.quotes.marks import Quotation

_NAME = r"[A-Z@][\w.’'-]*(?:[ \u00a0](?:de|da|del|van|von|la|al|bin|[A-Z][\w’'-]*\.?)){0,4}"
_SIGNATURE = re.compile(
    rf"[ \u00a0]*(?P<cue>[―—–]|--?)[ \u00a0]*(?P<name>{_NAME})(?=[ \u00a0]*\.?[ \u00a0]*(?:\n|$|[“\"”]))"
)
_TURN = re.compile(r"[“\"”]?(?P<name>[A-Z][A-Z.’' -]*[A-Z.])(?:[ \u00a0]\([^)\n]*\))?(?P<cue>:)\s+(?=\S)")
_LEAST_WORDS = 4  # of a signed quotation
_LEAST_TURNS = 3  # of a transcript
_SIGNATURE_SURE, _TURN_SURE = 0.93, 0.8


def attributed_by_layout(document: Document, quotations: Sequence[Quotation]) -> list[Found]:
    """Signed quotations and turns of transcripts, in the order of the text."""
    turns = list(_turns(document))
    found = [*_signed(document.text, quotations), *(turns if len(turns) >= _LEAST_TURNS else ())]
    return sorted(found, key=lambda f: f.content)


def with_layout(found: Sequence[Found], by_layout: Sequence[Found]) -> list[Found]:
    """Both, without what of `found` shares words with what the layout attributes."""
    taken = [
        Span(min(s.start for s in (*f.content, f.cue)), max(s.end for s in (*f.content, f.cue))) for f in by_layout
    ]
    free = [
        f for f in found if not any(s.start < t.end and t.start < s.end for s in (*f.content, f.cue) for t in taken)
    ]
    return sorted([*free, *by_layout], key=lambda f: f.content)


def _signed(text: str, quotations: Sequence[Quotation]) -> Iterator[Found]:
    for quotation in quotations:
        signature = _SIGNATURE.match(text, quotation.span.end)
        if signature and len(quotation.inner.of(text).split()) >= _LEAST_WORDS:
            yield Found((quotation.span,), Span(*signature.span("cue")), Span(*signature.span("name")), _SIGNATURE_SURE)


def _turns(document: Document) -> Iterator[Found]:
    for paragraph in document.paragraphs:
        start, end = paragraph.span
        turn = _TURN.match(document.text, start, end)
        if turn and len(turn["name"].split()) <= 4:
            content = Span(turn.end(), start + len(document.text[start:end].rstrip()))
            yield Found((content,), Span(*turn.span("cue")), Span(*turn.span("name")), _TURN_SURE)
