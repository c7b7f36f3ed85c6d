"""Who said what: quotation marks -> tags -> attributions -> speakers.

marks.py       quotation marks -> quotations
rules.py       quotations -> attributions, by punctuation and reporting verbs (cues.py, sources.py)
windows.py     words -> what the tagger reads
tagger.py      the learned model -> reading.py: what each word is, which words belong together, which are names
decode.py      readings -> attributions, with the rules as hints (viterbi.py)
layout.py      signatures and turns of a transcript -> attributions
combine.py     all three -> the attributions of the document (attribution.py)
names.py       the names of the article: who is a person, an organization
speakers.py    sources -> names
confidence.py  how sure an attribution is
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from transforms.document import Document, Span
from transforms.quotes.attribution import Attribution
from transforms.quotes.combine import attributions
from transforms.quotes.cues import lemma_and_class
from transforms.quotes.marks import quotations, quoted_spans
from transforms.quotes.names import Entity, name_key
from transforms.quotes.reading import NameKinds
from transforms.quotes.spans import Spans
from transforms.quotes.speakers import Resolved, Speaker, resolve
from transforms.quotes.tagger import Tagger, tagger
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


def attribute(
    document: Document, tones: Sentiment, by: Tagger | None = None
) -> tuple[tuple[Quote, ...], tuple[Speaker, ...]]:
    """The quotes of a segmented document in the order of the text, and who is quoted.

    `by` is the tagger to use, else the one that the package ships.
    """
    by = by or tagger()
    marks = quotations(document)
    words, readings = by.read(document, marks)
    found = attributions(document, marks, words, readings, by.confidence)
    resolved, entities = resolve(document, marks, found, NameKinds(words, readings))
    resolved = _spelled_alike(resolved)
    ids = _speaker_ids(resolved)
    spans = Spans([word.span for word in document.words()])
    quotes = tuple(
        _quote(document.text, spans, attribution, who, ids.get(_identity(who)), tones)
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
    attribution: Attribution,
    who: Resolved,
    speaker_id: str | None,
    tones: Sentiment,
) -> Quote:
    spans, cue = attribution.content, attribution.cue
    lemma, cue_class = lemma_and_class(cue.of(text)) if cue else (None, None)
    return Quote(
        quote_type=attribution.quote_type,
        content=" … ".join(span.of(text) for span in spans),
        content_spans=spans,
        cue=cue.of(text) if cue else None,
        cue_spans=(cue,) if cue else (),
        cue_lemma=lemma,
        cue_class=cue_class,
        source=attribution.source.of(text) if attribution.source else None,
        source_spans=(attribution.source,) if attribution.source else (),
        speaker=who.speaker,
        speaker_id=speaker_id,
        speaker_kind=who.kind,
        speaker_role=who.role,
        is_continuation=attribution.is_continuation,
        n_words=sum(len(words.starting_in(span.start, span.end)) for span in spans),
        n_positive=tones.n_matches_in(spans, "vader", "positive"),
        n_negative=tones.n_matches_in(spans, "vader", "negative"),
        confidence=round(attribution.confidence, 2),
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
