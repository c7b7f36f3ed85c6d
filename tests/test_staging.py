"""A batch of raw files: what it writes, and that no article costs another its rows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from without_prefect import ingest_here, rows_of

import flows.staging
from flows.check import problems
from flows.read_raw import RawFile, raw_files
from flows.staging import Batch, batches, begin_staging, raw_records, stage, staged_bugs, staged_files
from transforms.analyse import Analysis, analyse_document
from transforms.document import Document, Reject
from transforms.tables import TABLES, Run

RUN = Run("run-1", datetime(2026, 9, 1, tzinfo=UTC), "0")


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    """An empty staging folder."""
    begin_staging(tmp_path / "staging")
    return tmp_path / "staging"


def test_a_batch_writes_a_file_for_each_table_and_month(raw: Path, staging: Path) -> None:
    """The rows lie where publishing looks for them, and the summary has counts only."""
    [batch] = [Batch(7, tuple(raw_files(raw)))]
    summary = stage(batch, staging, RUN)
    assert (summary.n_files, summary.n_documents, summary.n_rejects) == (5, 4, 1)
    assert set(summary.slowest) == {file.source_uri for file in batch.files}
    assert list(staged_files(staging, "documents")) == ["2026-09", "2026-10", "undated"]
    [file] = staged_files(staging, "documents")["2026-09"]
    assert (file.name, pq.read_metadata(file).num_rows) == ("batch-00007.parquet", 2)
    assert list(staged_files(staging, "rejects")) == ["undated"]
    assert list((staging / "under-way").iterdir()) == []


def test_a_batch_that_is_done_is_not_done_again(raw: Path, staging: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the file system fails in the middle of a run, trying again starts where it failed."""
    batch = Batch(0, tuple(raw_files(raw)))
    first = stage(batch, staging, RUN)
    monkeypatch.setattr(flows.staging, "raw_records", None)
    assert stage(batch, staging, RUN) == first


def test_every_file_is_in_one_batch(raw: Path) -> None:
    """Batches have the files in their order, each once, in pieces enough for all workers."""
    files = [RawFile(f"/raw/{n}", f"file:///raw/{n}", n_bytes=n * 1000) for n in range(200)]
    for workers in (1, 2, 16):
        found = list(batches(files, workers))
        assert [file for batch in found for file in batch.files] == files
        assert [batch.number for batch in found] == list(range(len(found)))
        assert 4 * workers <= len(found) <= 8 * workers + 1
    assert list(batches([], 2)) == []
    assert [len(batch.files) for batch in batches([RawFile("/raw/empty", "file:///raw/empty", 0)] * 3, 2)] == [3]


def test_large_batches_are_cut(raw: Path) -> None:
    """However much there is to do, a batch stays small enough to be held in memory."""
    files = [RawFile(f"/raw/{n}", f"file:///raw/{n}", n_bytes=1_000_000) for n in range(100)]
    assert max(len(batch.files) for batch in batches(files, workers=1)) == 5


def _failing_for_ferry(document: Document) -> Analysis:
    if "ferry" in document.text:
        raise ValueError("no ferries \ud800")
    return analyse_document(document)


def test_an_article_that_breaks_the_analysis_becomes_a_reject(
    raw: Path, processed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reject has the exception's type and message; the batch's other articles have all their rows."""
    ingest_here(raw, processed.with_name("undisturbed"))
    monkeypatch.setattr(flows.staging, "analyse_document", _failing_for_ferry)
    ingest_here(raw, processed)
    [reject] = [row for row in rows_of(processed)["rejects"] if row["reason"] == "analysis_failed"]
    assert reject["source_uri"].endswith("/ferry.txt")
    assert reject["detail"].startswith(r"ValueError: no ferries \ud800")
    undisturbed = rows_of(processed.with_name("undisturbed"))
    ferry = [row["doc_id"] for row in undisturbed["documents"] if "ferry" in row["text"]]
    for table, rows in undisturbed.items():
        others = [row for row in rows if row.get("doc_id") not in ferry]
        assert [row for row in rows_of(processed)[table] if row.get("reason") != "analysis_failed"] == others
    assert problems(processed) == []


def test_rows_that_their_table_cannot_hold_become_a_reject(
    raw: Path, staging: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A null in a required column of one article is found before it can spoil the file of a batch."""

    def without_text(document: Document) -> Analysis:
        analysis = analyse_document(document)
        object.__setattr__(analysis.document, "raw_sha256", None)
        return analysis

    monkeypatch.setattr(flows.staging, "analyse_document", without_text)
    summary = stage(Batch(0, tuple(raw_files(raw))), staging, RUN)
    assert (summary.n_documents, summary.n_rejects) == (0, 5)
    assert all("ValueError: documents.raw_sha256 is null" in bug for bug in staged_bugs(staging))
    assert len(staged_bugs(staging)) == 4


def test_a_parser_that_raises_midway_loses_no_record_before_it(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsers promise not to raise; should one do so, the rest of its file is one reject."""

    def half(content: bytes, source_uri: str) -> object:
        yield Document(source_uri, 0, "0", "Words.")
        raise RuntimeError("half way")

    monkeypatch.setattr(flows.staging, "parse", half)
    first, second = raw_records(raw_files(raw)[0])
    assert isinstance(first, Document)
    assert isinstance(second, Reject)
    assert (second.record, second.reason) == (1, "parse_failed")
    assert second.raw_sha256 is not None
    assert "RuntimeError: half way" in second.detail


def test_staged_rows_have_the_columns_of_their_table(raw: Path, staging: Path) -> None:
    """Categories are plain text until they are published; all else is as the table says."""
    stage(Batch(0, tuple(raw_files(raw))), staging, RUN)
    for table in TABLES.values():
        for files in staged_files(staging, table.name).values():
            for file in files:
                assert pq.read_schema(file).names == table.schema.names
