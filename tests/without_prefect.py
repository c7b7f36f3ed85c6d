"""The steps of the flow in one process, without Prefect; the run's name and time are fixed: same input, same bytes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.changes import read_files
from flows.commit import month_files, versions_folder, writer_lock
from flows.pipeline import Work, list_raw, publish_tables
from flows.settings import Settings
from flows.staging import batches, begin_staging, plain, stage
from transforms import __version__
from transforms.tables import TABLES, Run

# Columns that say which run made a row: they may differ where nothing else does.
OF_THE_RUN = ("run_id", "ingested_at", "started_at", "ended_at", "settings")


def ingest_here(raw: Path, processed: Path, run_id: str = "run-1", **settings: Any) -> Work:
    """What the flow does, step by step, in this process."""
    told = Settings(raw=raw, processed=processed, workers=2, **settings)
    run = Run(run_id, datetime(2026, 9, 1, tzinfo=UTC), __version__)
    with writer_lock(processed):
        staging = versions_folder(processed) / f"staging-{run_id}"
        begin_staging(staging)
        work = list_raw.fn(told, staging)
        if work.has_to_publish:
            for batch in batches(read_files(staging / "files.jsonl"), workers=2):
                stage(batch, staging, run)
            publish_tables.fn(told, staging, run, work)
        shutil.rmtree(staging)
    return work


def article(text: str, published_at: str | None = None) -> str:
    """A raw article, with a front matter where it has a date."""
    return text if published_at is None else f"---\ntitle: A title\npublished_at: {published_at}\n---\n{text}"


def said(words: str, by: str = "Ina Corvell") -> str:
    """The text of an article that quotes somebody."""
    return (
        f"“{words},” said {by}, the mayor of Port Amity, on Monday.\n\n"
        "The council meets again next week. She called the delay “a needless pity” and left.\n"
    )


def rows_of(processed: Path) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables through the links that readers use, with their month, without what names the run."""
    return {table: _rows(processed / table) for table in TABLES if table != "runs"}


def files_of(processed: Path) -> dict[str, bytes]:
    """Path -> bytes of all published files but those of runs, whose clock goes on."""
    return {
        f"{table}/{month}": file.read_bytes()
        for table in TABLES
        if table != "runs"
        for month, file in month_files(processed / table).items()
    }


def _rows(table_folder: Path) -> list[dict[str, Any]]:
    return [
        {"month": month, **{name: value for name, value in row.items() if name not in OF_THE_RUN}}
        for month, file in month_files(table_folder).items()
        for row in pq.ParquetFile(file).read().to_pylist()
    ]


def rewrite(
    processed: Path, table: str, month: str, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
) -> None:
    """Puts `change(rows)` in the place of one published partition, as no run ever would."""
    file = month_files(processed / table)[month]
    schema = TABLES[table].schema
    rows = pa.Table.from_pylist(change(pq.ParquetFile(file).read().to_pylist()), plain(schema))
    file.unlink()
    pq.write_table(rows.cast(schema), file)
