"""`copydesk check` finds each promise that is broken, and nothing where none is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from without_prefect import article, ingest_here, rewrite, said

from flows.check import N_EXAMPLES, problems
from flows.commit import month_files
from flows.errors import CopydeskError

Rows = list[dict[str, Any]]


@pytest.fixture
def tables(raw: Path, processed: Path) -> Path:
    """Published tables with nothing wrong."""
    ingest_here(raw, processed)
    return processed


def test_good_tables_have_no_problems(tables: Path) -> None:
    """A run's own tables pass."""
    assert problems(tables) == []


def test_an_empty_folder_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    """Nothing published is not the same as nothing wrong."""
    with pytest.raises(CopydeskError, match="copydesk run"):
        problems(tmp_path)


def _set(column: str, value: Any) -> Callable[[Rows], Rows]:
    return lambda rows: [{**rows[0], column: value}, *rows[1:]]


def _twice(rows: Rows) -> Rows:
    return [rows[0], *rows]


def _without_first(rows: Rows) -> Rows:
    return rows[1:]


def _cut(rows: Rows) -> Rows:
    return [{**row, "text": row["text"][:40]} for row in rows]


def _more(column: str) -> Callable[[Rows], Rows]:
    return lambda rows: [{**rows[0], column: rows[0][column] + 1}, *rows[1:]]


def _more_narration(rows: Rows) -> Rows:
    return [{**row, "n_words": row["n_words"] + (row["voice"] == "narration")} for row in rows]


def _overlapping(rows: Rows) -> Rows:
    [span] = rows[0]["content_spans"]
    return _set("content_spans", [span, {**span, "start": span["end"] - 1}])(rows)


def _swapped(rows: Rows) -> Rows:
    [span] = rows[0]["content_spans"]
    middle = span["start"] + 3
    return _set("content_spans", [{**span, "start": middle}, {**span, "end": middle}])(rows)


BROKEN = [
    ("documents", "2026-09", _twice, "Rows of documents have the same doc_id"),
    ("documents", "2026-09", _set("doc_id", "0" * 20), "documents.doc_id is not made from source_uri and record"),
    ("documents", "2026-09", _set("content_sha256", "0" * 64), "documents.content_sha256 is not that of text"),
    ("documents", "2026-09", _set("n_chars", 1), "documents.n_chars is not the length of text"),
    ("documents", "2026-09", _set("published_at", None), "An article of another month is in the partition 2026-09"),
    ("documents", "2026-09", _set("run_id", "none"), "documents.run_id is not in runs: none"),
    ("documents", "2026-09", _without_first, "quotes.doc_id is not in documents of the same month"),
    ("documents", "2026-09", _cut, "quotes.content is not what documents.text holds at content_spans"),
    ("documents", "2026-09", _cut, "speakers.mentions lies outside documents.text"),
    ("readability", "2026-09", _without_first, "The article has no row in readability for a voice"),
    ("readability_textstat", "2026-09", _without_first, "The article has no row in readability_textstat"),
    ("sentiment", "2026-09", _twice, "Rows of sentiment have the same doc_id, voice, lexicon, category"),
    ("quotes", "2026-09", _set("content", "Never said"), "quotes.content is not what documents.text holds"),
    ("quotes", "2026-09", _set("cue", "shouted"), "quotes.cue is not what documents.text holds at cue_spans"),
    ("quotes", "2026-09", _set("source", None), "quotes.source is not what documents.text holds at source_spans"),
    ("quotes", "2026-09", _set("content_end", 3), "quotes.content_start and content_end are not the bounds"),
    ("quotes", "2026-09", _set("content_spans", [{"start": 5, "end": 10**6}]), "quotes.content is not what"),
    ("quotes", "2026-09", _set("content_start", 1), "quotes.content_start and content_end are not the bounds"),
    ("quotes", "2026-09", _set("content_spans", []), "quotes.content_start and content_end are not the bounds"),
    ("quotes", "2026-09", _overlapping, "quotes.content_spans are not in order, or overlap"),
    ("quotes", "2026-09", _swapped, "quotes.content_spans are not in order, or overlap"),
    ("quotes", "2026-09", _set("speaker", "Nobody"), "quotes.speaker is not speakers.speaker of the speaker_id"),
    ("quotes", "2026-09", _set("speaker", None), "quotes.speaker is not speakers.speaker of the speaker_id"),
    ("quotes", "2026-09", _without_first, "speakers.n_quotes is not what the speaker's rows in quotes add up to"),
    ("quotes", "2026-09", _more("n_words"), "speakers.n_words_quoted is not what the speaker's rows in quotes"),
    ("speakers", "2026-09", _set("speaker", "Nobody"), "quotes.speaker is not speakers.speaker of the speaker_id"),
    ("speakers", "2026-09", _more("n_quotes"), "speakers.n_quotes is not what the speaker's rows in quotes add up to"),
    ("speakers", "2026-09", _more("n_words_quoted"), "speakers.n_words_quoted is not what the speaker's rows"),
    ("documents", "2026-09", _more("n_words"), "documents.n_words is not readability.n_words of the voice all"),
    ("readability", "2026-09", _more("n_words"), "documents.n_words is not readability.n_words of the voice all"),
    ("readability", "2026-09", _more("n_words"), "readability.n_words of quoted and narration do not add up"),
    ("readability", "2026-09", _more_narration, "readability.n_words of quoted and narration do not add up"),
    ("sentiment", "2026-09", _more("n_matches"), "sentiment_terms.n_matches do not add up to sentiment.n_matches"),
    ("sentiment", "2026-09", _more("n_negated"), "sentiment_terms.n_negated do not add up to sentiment.n_negated"),
    ("sentiment_terms", "2026-09", _more("n_matches"), "sentiment_terms.n_matches do not add up"),
    ("sentiment_terms", "2026-09", _without_first, "sentiment_terms.n_matches do not add up"),
    ("sentiment_terms", "2026-09", _set("category", "new"), "sentiment_terms.n_matches do not add up"),
    ("quotes", "2026-09", _set("speaker_id", "s99"), "quotes.speaker_id is not in speakers"),
    ("rejects", "undated", _set("run_id", "none"), "rejects.run_id is not in runs: none"),
    ("runs", "undated", _twice, "Rows of runs have the same run_id: run-1"),
]


@pytest.mark.parametrize(("table", "month", "change", "sentence"), BROKEN)
def test_a_broken_promise_is_told(
    tables: Path, table: str, month: str, change: Callable[[Rows], Rows], sentence: str
) -> None:
    """One wrong value in one row of one table is found and named."""
    rewrite(tables, table, month, change)
    assert any(problem.startswith(sentence) for problem in problems(tables))


def test_a_record_in_documents_and_rejects_is_told(tables: Path) -> None:
    """Each raw record ends in one of the two."""
    [document] = pq.ParquetFile(month_files(tables / "documents")["2026-10"]).read(["source_uri"]).to_pylist()
    rewrite(tables, "rejects", "undated", _set("source_uri", document["source_uri"]))
    assert problems(tables) == [f"The raw record is in documents and in rejects: {document['source_uri']}."]


def test_a_file_that_cannot_be_read_is_told(tables: Path) -> None:
    """A torn file is named, and the sentence is the only one: its rows cannot be judged."""
    file = month_files(tables / "quotes")["2026-09"]
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content[: len(content) // 2])
    [problem] = problems(tables)
    assert problem.startswith("The file cannot be read: ")
    assert "quotes/published_month=2026-09/part-0.parquet" in problem


def test_other_columns_and_missing_links_are_told(tables: Path) -> None:
    """A file with other columns, a table without files, a link that is gone: each has its sentence."""
    file = month_files(tables / "speakers")["2026-09"]
    rows = pq.ParquetFile(file).read().drop_columns(["role"])
    file.unlink()
    pq.write_table(rows, file)
    for file in month_files(tables / "sentiment").values():
        file.rename(tables / f"{file.parent.name}.parquet")
        file.parent.rmdir()
    (tables / "quotes").unlink()
    starts = ["No link leads to the table: ", "The table has no file: sentiment.", "The file has other columns"]
    found = problems(tables)
    assert all(any(problem.startswith(start) for problem in found) for start in starts)
    assert len(found) == len(starts)


def test_many_examples_are_counted_not_listed(raw: Path, processed: Path) -> None:
    """A kind of problem is one sentence with a few examples, however often it occurs."""
    for number in range(12):
        (raw / f"{number}.txt").write_text(article(said(f"This is number {number}"), "2026-09-01"))
    ingest_here(raw, processed)
    rewrite(processed, "documents", "2026-09", lambda rows: [{**row, "n_chars": 0} for row in rows])
    [problem] = problems(processed)
    assert problem.count(",") == N_EXAMPLES - 1
    assert problem.endswith(f"and {14 - N_EXAMPLES} more.")
