"""The published tables: name, grain, key, columns with descriptions, and how a row is made.

A new table is one entry in `TABLES`. The data dictionary (``copydesk tables``, docs/tables.md) and the
Parquet metadata are generated from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from transforms.analyse import Analysis
from transforms.document import Document, Reject, Span, Voice
from transforms.quotes.cues import CUE_CLASSES
from transforms.readability import METRICS
from transforms.readability_textstat import TEXTSTAT_MEASURES

Row = dict[str, Any]

TEXT = pa.string()
CATEGORY = pa.dictionary(pa.int32(), pa.string())
COUNT = pa.int32()
OFFSET = pa.int32()
NUMBER = pa.float64()
FLAG = pa.bool_()
TIME = pa.timestamp("us", tz="UTC")
SPANS = pa.list_(pa.struct([pa.field("start", OFFSET, nullable=False), pa.field("end", OFFSET, nullable=False)]))


@dataclass(frozen=True, slots=True)
class Run:
    """What a row says about the run that made it. `started_at` carries a time zone (UTC)."""

    run_id: str
    started_at: datetime
    pipeline_version: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Arrow type, what it holds (with its unit), whether it may be null."""

    name: str
    type: pa.DataType
    description: str
    nullable: bool = True

    @property
    def field(self) -> pa.Field:
        return pa.field(self.name, self.type, self.nullable, metadata={"description": self.description})


@dataclass(frozen=True, slots=True)
class Table:
    """One published table. `rows` turns an analysed article into its rows; None where rows come from the run itself."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Callable[[Analysis, Run], Iterable[Row]] | None

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema, with a description in the metadata of the table and of every column."""
        description = f"{self.grain}. Key: {', '.join(self.key)}."
        return pa.schema([c.field for c in self.columns], metadata={"description": description})


def _required(name: str, type_: pa.DataType, description: str) -> Column:
    return Column(name, type_, description, nullable=False)


_DOC_ID = _required("doc_id", TEXT, "The article: documents.doc_id.")
_VOICE = _required(
    "voice", CATEGORY, "Whose words are counted: all, quoted (inside quotation marks) or narration (the rest)."
)
_RUN_ID = _required("run_id", TEXT, "The run that made this row: runs.run_id.")


def _spans(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"start": span.start, "end": span.end} for span in spans]


def _document_rows(analysis: Analysis, run: Run) -> Iterator[Row]:
    document = analysis.document
    yield {
        "doc_id": document.doc_id,
        "source_uri": document.source_uri,
        "record": document.record,
        "raw_sha256": document.raw_sha256,
        "content_sha256": document.content_sha256,
        "title": document.title,
        "author": document.author,
        "publisher": document.publisher,
        "url": document.url,
        "published_at": document.published_at,
        "language": document.language,
        "text": document.text,
        "n_chars": len(document.text),
        "n_words": analysis.readability[Voice.ALL].counts.n_words,
        "n_sentences": analysis.readability[Voice.ALL].counts.n_sentences,
        "n_paragraphs": len(document.paragraphs),
        "ingested_at": run.started_at,
        "pipeline_version": run.pipeline_version,
        "run_id": run.run_id,
    }


def _readability_rows(analysis: Analysis, run: Run) -> Iterator[Row]:
    for voice, reading in analysis.readability.items():
        counts = reading.counts
        yield {
            "doc_id": analysis.document.doc_id,
            "voice": voice.value,
            "n_words": counts.n_words,
            "n_sentences": counts.n_sentences,
            "n_syllables": counts.n_syllables,
            "null_reason": reading.null_reason,
            **reading.metrics,
        }


def _textstat_rows(analysis: Analysis, run: Run) -> Iterator[Row]:
    yield {"doc_id": analysis.document.doc_id, **analysis.readability_textstat}


def _sentiment_rows(analysis: Analysis, run: Run) -> Iterator[Row]:
    for count in analysis.sentiment.counts:
        yield {
            "doc_id": analysis.document.doc_id,
            "voice": count.voice.value,
            "lexicon": count.lexicon,
            "category": count.category,
            "n_matches": count.n_matches,
            "n_negated": count.n_negated,
            "n_words": count.n_words,
        }


def _sentiment_term_rows(analysis: Analysis, run: Run) -> Iterator[Row]:
    for count in analysis.sentiment.terms:
        yield {
            "doc_id": analysis.document.doc_id,
            "voice": count.voice.value,
            "lexicon": count.lexicon,
            "category": count.category,
            "term": count.term,
            "n_matches": count.n_matches,
            "n_negated": count.n_negated,
        }


def _quote_rows(analysis: Analysis, run: Run) -> Iterator[Row]:
    document = analysis.document
    for index, quote in enumerate(analysis.quotes):
        yield {
            "quote_id": f"{document.doc_id}-{index:04d}",
            "doc_id": document.doc_id,
            "quote_index": index,
            "quote_type": quote.quote_type,
            "content": quote.content,
            "content_spans": _spans(quote.content_spans),
            "content_start": quote.content_spans[0].start,
            "content_end": quote.content_spans[-1].end,
            "cue": quote.cue,
            "cue_spans": _spans(quote.cue_spans),
            "cue_lemma": quote.cue_lemma,
            "cue_class": quote.cue_class,
            "source": quote.source,
            "source_spans": _spans(quote.source_spans),
            "speaker": quote.speaker,
            "speaker_id": quote.speaker_id,
            "speaker_kind": quote.speaker_kind,
            "speaker_role": quote.speaker_role,
            "is_continuation": quote.is_continuation,
            "n_words": quote.n_words,
            "n_positive": quote.n_positive,
            "n_negative": quote.n_negative,
            "confidence": quote.confidence,
        }


def _speaker_rows(analysis: Analysis, run: Run) -> Iterator[Row]:
    for speaker in analysis.speakers:
        yield {
            "doc_id": analysis.document.doc_id,
            "speaker_id": speaker.speaker_id,
            "speaker": speaker.speaker,
            "speaker_key": speaker.speaker_key,
            "speaker_kind": speaker.speaker_kind,
            "role": speaker.role,
            "pronouns": speaker.pronouns,
            "mentions": _spans(speaker.mentions),
            "n_quotes": speaker.n_quotes,
            "n_words_quoted": speaker.n_words_quoted,
        }


def reject_row(reject: Reject, run: Run) -> Row:
    """The row of `rejects` for a raw record that could not become a document."""
    return {
        "source_uri": reject.source_uri,
        "record": reject.record,
        "reason": reject.reason,
        "detail": reject.detail,
        "raw_sha256": reject.raw_sha256,
        "run_id": run.run_id,
    }


_KINDS = "person, organization, group, document, unnamed or none"

_TABLES = (
    Table(
        "documents",
        "One row per article",
        ("doc_id",),
        (
            _required("doc_id", TEXT, "Stable identifier, made from source_uri and record."),
            _required("source_uri", TEXT, "The raw file, as an address (file:///…)."),
            _required("record", COUNT, "Position in a file of many records; 0 for a file of one."),
            _required("raw_sha256", TEXT, "SHA-256 of the raw file's bytes."),
            _required("content_sha256", TEXT, "SHA-256 of text: equal for the same words."),
            Column("title", TEXT, "Headline, where the file gives one apart from the text."),
            Column("author", TEXT, "Author or authors, as the file gives them."),
            Column("publisher", CATEGORY, "Publisher, as the file gives it."),
            Column("url", TEXT, "Address of the published article."),
            Column("published_at", TIME, "When it was published, in UTC; null where the file does not say."),
            Column(
                "language", CATEGORY, "Language code that the file declares (en, de, …); null where it declares none."
            ),
            _required("text", TEXT, "The cleaned text. All offsets in all tables count its characters."),
            _required("n_chars", COUNT, "Characters in text."),
            _required("n_words", COUNT, "Words in text."),
            _required("n_sentences", COUNT, "Sentences in text that hold at least one word."),
            _required("n_paragraphs", COUNT, "Paragraphs in text."),
            _required("ingested_at", TIME, "Start of the run that read the file, in UTC."),
            _required("pipeline_version", CATEGORY, "Version of Copydesk that made this article's rows."),
            _RUN_ID,
        ),
        _document_rows,
    ),
    Table(
        "readability",
        "One row per article and voice",
        ("doc_id", "voice"),
        (
            _DOC_ID,
            _VOICE,
            _required("n_words", COUNT, "Words of this voice."),
            _required("n_sentences", COUNT, "Sentences that hold at least one word of this voice."),
            _required("n_syllables", COUNT, "Syllables of this voice's words."),
            *(Column(m.name, NUMBER, m.description) for m in METRICS),
            Column(
                "null_reason", CATEGORY, "Why measures are null: too_short or not_english; null where none is missing."
            ),
        ),
        _readability_rows,
    ),
    Table(
        "readability_textstat",
        "One row per article: what textstat's functions of the same names return for documents.text",
        ("doc_id",),
        (_DOC_ID, *(Column(m.name, NUMBER if m.is_number else TEXT, m.description) for m in TEXTSTAT_MEASURES)),
        _textstat_rows,
    ),
    Table(
        "sentiment",
        "One row per article, voice, lexicon and category",
        ("doc_id", "voice", "lexicon", "category"),
        (
            _DOC_ID,
            _VOICE,
            _required("lexicon", CATEGORY, "Name of the word list."),
            _required("category", CATEGORY, "Category of the word list (positive, negative, …)."),
            _required("n_matches", COUNT, "Words that the category lists, negated ones among them."),
            _required("n_negated", COUNT, "Matches with a negation in the three words before them."),
            _required("n_words", COUNT, "All words of this voice."),
        ),
        _sentiment_rows,
    ),
    Table(
        "sentiment_terms",
        "One row per article, voice, lexicon, category and matched term",
        ("doc_id", "voice", "lexicon", "category", "term"),
        (
            _DOC_ID,
            _VOICE,
            _required("lexicon", CATEGORY, "Name of the word list."),
            _required("category", CATEGORY, "Category of the word list (positive, negative, …)."),
            _required("term", TEXT, "The entry of the word list that matched, in lower case."),
            _required("n_matches", COUNT, "How often it matched, negated ones among them."),
            _required("n_negated", COUNT, "Matches with a negation in the three words before them."),
        ),
        _sentiment_term_rows,
    ),
    Table(
        "quotes",
        "One row per attribution: who said what",
        ("quote_id",),
        (
            _required("quote_id", TEXT, "doc_id and quote_index."),
            _DOC_ID,
            _required("quote_index", COUNT, "Position among the article's attributions, from 0."),
            _required(
                "quote_type",
                CATEGORY,
                "direct (all of content in quotation marks), mixed (partly) or indirect (none).",
            ),
            _required("content", TEXT, "What is said; pieces of a split content are joined by ' … '."),
            _required("content_spans", SPANS, "Offsets of the pieces of content."),
            _required("content_start", OFFSET, "Offset of the first character of content."),
            _required("content_end", OFFSET, "Offset after the last character of content."),
            Column("cue", TEXT, "The reporting words; null where the text has none for this quote."),
            _required("cue_spans", SPANS, "Offsets of the pieces of the cue."),
            Column("cue_lemma", CATEGORY, "Base form of the reporting verb or noun (say, according to, want, …)."),
            Column("cue_class", CATEGORY, f"Class of the reporting words: {', '.join(CUE_CLASSES)}."),
            Column("source", TEXT, "The mention of who speaks; null where the text has none for this quote."),
            _required("source_spans", SPANS, "Offsets of the pieces of the source."),
            Column("speaker", TEXT, "The source resolved to the fullest name in the article; null where unknown."),
            Column("speaker_id", TEXT, "The speaker in this article: speakers.speaker_id; null where unknown."),
            _required("speaker_kind", CATEGORY, f"{_KINDS} (nobody identified)."),
            Column("speaker_role", TEXT, "Words that describe the speaker (a title, an apposition)."),
            _required(
                "is_continuation",
                FLAG,
                "Some or all of the content is in later quotations without reporting words of their own.",
            ),
            _required("n_words", COUNT, "Words in content."),
            _required("n_positive", COUNT, "Matches of the category positive in content, negated ones among them."),
            _required("n_negative", COUNT, "Matches of the category negative in content, negated ones among them."),
            _required("confidence", NUMBER, "From 0 to 1: the chance that content and source are right."),
        ),
        _quote_rows,
    ),
    Table(
        "speakers",
        "One row per article and speaker",
        ("doc_id", "speaker_id"),
        (
            _DOC_ID,
            _required("speaker_id", TEXT, "Identifier within the article."),
            _required("speaker", TEXT, "Fullest name in the article; for unnamed speakers the words that name them."),
            _required("speaker_key", TEXT, "The name normalized, to group over articles."),
            _required("speaker_kind", CATEGORY, f"{_KINDS}."),
            Column("role", TEXT, "Words that describe the speaker (a title, an apposition)."),
            Column(
                "pronouns", CATEGORY, "he, she or they, as the article refers to the speaker; null where it does not."
            ),
            _required("mentions", SPANS, "Offsets of the mentions that were found."),
            _required("n_quotes", COUNT, "Attributions to this speaker."),
            _required("n_words_quoted", COUNT, "Words in the content of those attributions."),
        ),
        _speaker_rows,
    ),
    Table(
        "rejects",
        "One row per raw record that could not become a document",
        ("source_uri", "record"),
        (
            _required("source_uri", TEXT, "The raw file, as an address (file:///…)."),
            _required("record", COUNT, "Position in a file of many records; 0 for a file of one."),
            _required(
                "reason",
                CATEGORY,
                "A fixed code: empty, binary, undecodable, unsupported_format, bad_front_matter, unreadable, "
                "parse_failed or analysis_failed.",
            ),
            _required("detail", TEXT, "What was wrong, with the value, and what to do."),
            Column("raw_sha256", TEXT, "SHA-256 of the raw file's bytes; null where they could not be read."),
            _RUN_ID,
        ),
        None,
    ),
    Table(
        "runs",
        "One row per run that published a version",
        ("run_id",),
        (
            _required("run_id", TEXT, "Identifier of the run."),
            _required("started_at", TIME, "Start, in UTC."),
            _required("ended_at", TIME, "When its rows were complete, just before they were published, in UTC."),
            _required("state", CATEGORY, "completed: the run published its version."),
            _required("n_raw", COUNT, "Raw files listed."),
            _required("n_documents", COUNT, "Articles in the tables after the run."),
            _required("n_new", COUNT, "Raw files read for the first time."),
            _required("n_changed", COUNT, "Raw files read again because their bytes changed."),
            _required("n_unchanged", COUNT, "Raw files whose bytes did not change."),
            _required("n_rejects", COUNT, "Raw records in rejects after the run."),
            _required("pipeline_version", CATEGORY, "Version of Copydesk."),
            _required("versions", TEXT, "JSON object: versions of quote model, lexicons, data files and dependencies."),
            _required("settings", TEXT, "JSON object: the run's settings."),
        ),
        None,
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}


def published_month(document: Document) -> str:
    """The partition of an article: the month of `published_at` in UTC (``2026-09``), or ``undated``."""
    moment = document.published_at
    return "undated" if moment is None else f"{moment.year:04d}-{moment.month:02d}"
