"""Who said what: quotation marks -> cues and sources -> attributions -> speakers.

marks.py         quotation marks -> quotations
cues.py          the reporting words
sources.py       the words beside a cue that name who speaks
attributions.py  which quotation belongs to which cue and source
names.py         the names of the article
speakers.py      sources -> names
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from transforms.document import Document, Span
from transforms.quotes.attributions import Attribution, attributions
from transforms.quotes.confidence import confidence_of
from transforms.quotes.marks import quotations, quoted_spans
from transforms.quotes.names import Entity, name_key
from transforms.quotes.spans import Spans
from transforms.quotes.speakers import Resolved, Speaker, resolve
from transforms.sentiment import Sentiment

__all__ = ["Quote", "Speaker", "attribute", "quoted_spans"]


@dataclass(frozen=True, slots=True)
class Quote:
    """One attribution: what is said, the reporting words, the source, and whom the source means.

    Spans are offsets into the document's text; the strings are what stands there (pieces joined by ' … ').
    """

    quote_type: str
    content: str
    content_spans: tuple[Span, ...]
    cue: str | None
    cue_spans: tuple[Span, ...]
    cue_lemma: str | None
    cue_class: str | None
    source: str | None
    source_spans: tuple[Span, ...]
    speaker: str | None
    speaker_id: str | None
    speaker_kind: str
    speaker_role: str | None
    is_continuation: bool
    n_words: int
    n_positive: int
    n_negative: int
    confidence: float


def attribute(document: Document, tones: Sentiment) -> tuple[tuple[Quote, ...], tuple[Speaker, ...]]:
    """The direct and mixed quotes of a segmented document in the order of the text, and who is quoted."""
    marks = quotations(document)
    found = attributions(document, marks)
    resolved, entities = resolve(document, marks, found)
    resolved = _spelled_alike(resolved)
    ids = _speaker_ids(resolved)
    words, quoted = Spans([word.span for word in document.words()]), Spans([mark.inner for mark in marks])
    quotes = tuple(
        _quote(document.text, words, quoted, attribution, who, ids.get(_identity(who)), tones)
        for attribution, who in zip(found, resolved, strict=True)
    )
    return quotes, _speakers(document, found, resolved, quotes, ids, entities)


def _identity(who: Resolved) -> tuple[str, str] | None:
    """What makes two resolved sources the same speaker: the name in the article, else the words."""
    if who.speaker is None:
        return None
    return ("entity", str(who.entity)) if who.entity is not None else (who.kind, name_key(who.speaker) or who.speaker)


def _spelled_alike(resolved: list[Resolved]) -> list[Resolved]:
    """The same speaker under the same name throughout: “a friend” also where a sentence begins “A friend”."""
    names: dict[tuple[str, str] | None, str | None] = {}
    return [replace(who, speaker=names.setdefault(_identity(who), who.speaker)) for who in resolved]


def _speaker_ids(resolved: list[Resolved]) -> dict[tuple[str, str] | None, str]:
    identities = dict.fromkeys(identity for who in resolved if (identity := _identity(who)) is not None)
    return {identity: f"s{i}" for i, identity in enumerate(identities)}


def _quote(
    text: str,
    words: Spans,
    quoted: Spans,
    attribution: Attribution,
    who: Resolved,
    speaker_id: str | None,
    tones: Sentiment,
) -> Quote:
    spans, cue = attribution.content, attribution.cue
    starts = [words.spans[i].start for span in spans for i in words.starting_in(span.start, span.end)]
    return Quote(
        quote_type="direct" if all(quoted.hold(start) for start in starts) else "mixed",
        content=" … ".join(span.of(text) for span in spans),
        content_spans=spans,
        cue=cue.span.of(text) if cue else None,
        cue_spans=(cue.span,) if cue else (),
        cue_lemma=cue.lemma if cue else None,
        cue_class=cue.cue_class if cue else None,
        source=attribution.source.of(text) if attribution.source else None,
        source_spans=(attribution.source,) if attribution.source else (),
        speaker=who.speaker,
        speaker_id=speaker_id,
        speaker_kind=who.kind,
        speaker_role=who.role,
        is_continuation=attribution.is_continuation,
        n_words=len(starts),
        n_positive=tones.n_matches_in(spans, "vader", "positive"),
        n_negative=tones.n_matches_in(spans, "vader", "negative"),
        confidence=confidence_of(attribution, who),
    )


def _speakers(
    document: Document,
    found: list[Attribution],
    resolved: list[Resolved],
    quotes: tuple[Quote, ...],
    ids: dict[tuple[str, str] | None, str],
    entities: list[Entity],
) -> tuple[Speaker, ...]:
    by_id: dict[str, list[int]] = defaultdict(list)
    for i, quote in enumerate(quotes):
        if quote.speaker_id is not None:
            by_id[quote.speaker_id].append(i)
    return tuple(
        _speaker(document, found, resolved, quotes, entities, speaker_id, by_id[speaker_id])
        for speaker_id in ids.values()
    )


def _speaker(
    document: Document,
    found: list[Attribution],
    resolved: list[Resolved],
    quotes: tuple[Quote, ...],
    entities: list[Entity],
    speaker_id: str,
    own: list[int],
) -> Speaker:
    who = resolved[own[0]]
    name = who.speaker or ""
    sources = [source for i in own if (source := found[i].source) is not None]
    named = [m.span for m in entities[who.entity].mentions] if who.entity is not None else sources
    said = [source.of(document.text).lower() for source in sources]
    pronouns = [word for word in ("he", "she", "they") if word in said]
    of_name = entities[who.entity].pronouns if who.entity is not None else None
    return Speaker(
        speaker_id=speaker_id,
        speaker=name,
        speaker_key=name_key(name) or name.casefold(),
        speaker_kind=who.kind,
        role=who.role,
        pronouns=max(pronouns, key=said.count) if pronouns else of_name,
        mentions=tuple(sorted(set(named))),
        n_quotes=len(own),
        n_words_quoted=sum(quotes[i].n_words for i in own),
    )
