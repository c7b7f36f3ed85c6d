"""The tables: every row fits its schema, every column says what it holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from transforms import Analysis, Document, Reject, analyse, analyse_document
from transforms.parse import parse
from transforms.readability import METRICS
from transforms.readability_textstat import TEXTSTAT_MEASURES
from transforms.tables import TABLES, Run, Table, published_month, reject_row

EXAMPLES = Path(__file__).parent / "examples"
RAW = Path(__file__).parent.parent / "data" / "raw"
RUN = Run("run-1", datetime(2026, 9, 1, tzinfo=UTC), "0.1.0")
OF_ARTICLES = [table for table in TABLES.values() if table.rows is not None]
EVERY = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
EVERY_OF_ARTICLES = pytest.mark.parametrize("table", OF_ARTICLES, ids=[table.name for table in OF_ARTICLES])


@pytest.fixture(scope="module")
def analyses() -> list[Analysis]:
    """The sample articles and the degenerate texts, analysed; each a document of its own."""
    cases = yaml.safe_load((EXAMPLES / "degenerate.yaml").read_text(encoding="utf-8"))
    odd = [analyse(case["text"] * min(100, case.get("times", 1))).document for case in cases]
    documents = [Document(f"file:///{i}", 0, "", document.text) for i, document in enumerate(odd)]
    for path in sorted(RAW.glob("*.txt")):
        documents += [record for record in parse(path.read_bytes(), path.as_uri()) if isinstance(record, Document)]
    return [analyse_document(document) for document in documents]


def _rows(table: Table, analyses: list[Analysis]) -> list[dict[str, Any]]:
    assert table.rows is not None
    return [row for analysis in analyses for row in table.rows(analysis, RUN)]


@EVERY_OF_ARTICLES
def test_rows_fit_the_schema(table: Table, analyses: list[Analysis]) -> None:
    """Rows have exactly the table's columns, of its types, with nothing null that must not be."""
    rows = _rows(table, analyses)
    assert rows
    assert {frozenset(row) for row in rows} == {frozenset(table.schema.names)}
    made = pa.Table.from_pylist(rows, schema=table.schema)
    made.validate(full=True)
    assert made.to_pylist() == [{name: row[name] for name in table.schema.names} for row in rows]
    assert [f.name for f in table.schema if not f.nullable and made[f.name].null_count] == []


@EVERY_OF_ARTICLES
def test_keys_are_unique(table: Table, analyses: list[Analysis]) -> None:
    """No two rows have the same key, and no part of a key is null."""
    keys = [tuple(row[column] for column in table.key) for row in _rows(table, analyses)]
    assert len(keys) == len(set(keys))
    assert all(table.schema.field(column).nullable is False for column in table.key)


@EVERY
def test_everything_is_described(table: Table) -> None:
    """The table and every column carry a description of a sentence in their metadata."""
    assert table.schema.metadata[b"description"].decode().startswith(table.grain)
    for field in table.schema:
        description = field.metadata[b"description"].decode()
        assert len(description) > 10, field.name
        assert description.endswith("."), field.name


@EVERY
def test_names_follow_the_conventions(table: Table) -> None:
    """Counts begin with n_, flags with is_ or has_, moments end in _at; no name stands twice; the key comes first."""
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert names[: len(table.key)] == list(table.key)
    for column in table.columns:
        if pa.types.is_boolean(column.type):
            assert column.name.startswith(("is_", "has_"))
        if pa.types.is_timestamp(column.type):
            assert column.name.endswith("_at")
        if column.name.startswith("n_"):
            assert pa.types.is_integer(column.type)


def test_every_measure_has_its_column() -> None:
    """A measure added to METRICS or TEXTSTAT_MEASURES is a column at once."""
    assert {metric.name for metric in METRICS} <= set(TABLES["readability"].schema.names)
    assert {measure.name for measure in TEXTSTAT_MEASURES} == set(TABLES["readability_textstat"].schema.names) - {
        "doc_id"
    }


def test_the_same_count_is_the_same_everywhere(analyses: list[Analysis]) -> None:
    """Words and sentences of an article are the same in documents, readability and sentiment."""
    of_voices = {row["doc_id"]: row for row in _rows(TABLES["readability"], analyses) if row["voice"] == "all"}
    in_sentiment = {row["doc_id"]: row for row in _rows(TABLES["sentiment"], analyses) if row["voice"] == "all"}
    for row in _rows(TABLES["documents"], analyses):
        assert row["n_words"] == of_voices[row["doc_id"]]["n_words"] == in_sentiment[row["doc_id"]]["n_words"]
        assert row["n_sentences"] == of_voices[row["doc_id"]]["n_sentences"]
        assert row["n_chars"] == len(row["text"])


def test_offsets_are_true(analyses: list[Analysis]) -> None:
    """Offsets of quotes and mentions cut from documents.text the strings that stand beside them."""
    texts = {row["doc_id"]: row["text"] for row in _rows(TABLES["documents"], analyses)}
    quotes = _rows(TABLES["quotes"], analyses)
    assert quotes
    for row in quotes:
        for column in ("content", "cue", "source"):
            pieces = [texts[row["doc_id"]][span["start"] : span["end"]] for span in row[f"{column}_spans"]]
            assert row[column] == (" … ".join(pieces) or None)


def test_quotes_know_their_speakers(analyses: list[Analysis]) -> None:
    """Every speaker_id of quotes is in speakers, with as many quotes and words as quotes say."""
    quotes = _rows(TABLES["quotes"], analyses)
    for row in _rows(TABLES["speakers"], analyses):
        own = [q for q in quotes if (q["doc_id"], q["speaker_id"]) == (row["doc_id"], row["speaker_id"])]
        assert (row["n_quotes"], row["n_words_quoted"]) == (len(own), sum(q["n_words"] for q in own))
    speakers = {(row["doc_id"], row["speaker_id"]) for row in _rows(TABLES["speakers"], analyses)}
    assert {(q["doc_id"], q["speaker_id"]) for q in quotes if q["speaker_id"]} == speakers


def test_a_reject_fits_its_table() -> None:
    """A reject of bytes that could not be read fits the table too: its hash is null."""
    row = reject_row(Reject("file:///a", 0, None, "unreadable", "Gone."), RUN)
    assert pa.Table.from_pylist([row], schema=TABLES["rejects"].schema).to_pylist() == [row]


@pytest.mark.parametrize(
    ("published_at", "month"),
    [
        (None, "undated"),
        (datetime(2026, 9, 30, 23, 59, tzinfo=UTC), "2026-09"),
        (datetime(987, 1, 1, tzinfo=UTC), "0987-01"),
    ],
)
def test_published_month(published_at: datetime | None, month: str) -> None:
    """The partition is year and month in UTC, always of seven characters, or undated."""
    assert published_month(Document("", 0, "", "", published_at=published_at)) == month


def test_offsets_of_a_split_quote() -> None:
    """content_start and content_end are the ends of the whole content, also where it comes in pieces."""
    text = "“We tried,” said Ana Diaz, “but it failed.” Then she left."
    (row,) = _rows(TABLES["quotes"], [analyse(text)])
    assert row["content_spans"] == [
        {"start": 0, "end": 11},
        {"start": text.index("“but"), "end": text.index(" Then")},
    ]
    assert (row["content_start"], row["content_end"]) == (0, text.index(" Then"))


def test_speakers_are_counted_over_their_quotes() -> None:
    """n_quotes and n_words_quoted add up the quotes, and mentions holds every mention of the name."""
    text = "Ana Diaz came. “We go,” Diaz said. “We go now,” she added. “No,” said Bo Lund."
    rows = _rows(TABLES["speakers"], [analyse(text)])
    assert [(r["speaker"], r["n_quotes"], r["n_words_quoted"]) for r in rows] == [("Ana Diaz", 2, 5), ("Bo Lund", 1, 1)]
    assert [m["start"] for m in rows[0]["mentions"]] == [0, text.index("Diaz said")]
