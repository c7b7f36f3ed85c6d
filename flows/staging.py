"""What a worker process does: reads a batch of raw files, analyses them, writes the rows to the staging folder.

    staging/tables/quotes/published_month=2026-09/batch-00003.parquet
    staging/done/batch-00003.json     written last: what the batch held
    staging/under-way/<process id>    the address of the file that a process works on

Only paths go in and only counts come out, so that a batch can run in any process.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from heapq import nlargest
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.commit import month_folder, month_folders
from flows.errors import may_pass
from flows.read_raw import RawFile, raw_bytes
from transforms.analyse import analyse_document
from transforms.document import Document, Reject
from transforms.parse import parse
from transforms.tables import TABLES, Row, Run, Table, published_month, reject_row

N_SLOWEST = 5
_UNREADABLE = "unreadable"
_WAITS_S = (0.1, 0.5)  # before a file is tried again that the system may soon be able to read
_PARSE, _ANALYSIS = "parse_failed", "analysis_failed"  # reasons of rejects that only a bug can give
_FULL_BATCH_BYTES = 4_000_000
_BATCHES_PER_WORKER = 8


@dataclass(frozen=True, slots=True)
class Batch:
    """Raw files that one process analyses in one go."""

    number: int
    files: tuple[RawFile, ...]

    @property
    def name(self) -> str:
        return f"batch-{self.number:05d}"


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """How many files a batch had, what they gave, and the seconds of the slowest files by address.

    `kept` are the addresses of files that could not be read and keep the rows that are published of them.
    """

    n_files: int
    n_documents: int
    n_rejects: int
    slowest: dict[str, float]
    kept: list[str]


@dataclass(frozen=True, slots=True)
class StagedRows:
    """The rows that one raw record gives, by table, and the month of their partition."""

    month: str
    tables: dict[str, pa.RecordBatch]


def batches(files: Sequence[RawFile], workers: int) -> Iterator[Batch]:
    """The files in batches of about equal size, small enough that all workers end at about the same time."""
    n_bytes_full = min(_FULL_BATCH_BYTES, sum(file.n_bytes for file in files) // (_BATCHES_PER_WORKER * workers))
    number, batch, n_bytes = 0, list[RawFile](), 0
    for file in files:
        batch.append(file)
        n_bytes += file.n_bytes
        if n_bytes > n_bytes_full:
            yield Batch(number, tuple(batch))
            number, batch, n_bytes = number + 1, [], 0
    if batch:
        yield Batch(number, tuple(batch))


def stage(batch: Batch, staging: Path, run: Run) -> BatchSummary:
    """Analyses the files of `batch` and writes their rows to `staging`. A batch that is done is not done again."""
    done = staging / "done" / f"{batch.name}.json"
    if done.exists():
        return BatchSummary(**json.loads(done.read_text()))
    under_way = staging / "under-way" / str(os.getpid())
    staged: dict[tuple[str, str], list[pa.RecordBatch]] = defaultdict(list)
    seconds: dict[str, float] = {}
    kept: list[str] = []
    for file in batch.files:
        under_way.write_text(file.source_uri)
        start = time.perf_counter()
        for record in raw_records(file):
            if file.has_rows and isinstance(record, Reject) and record.reason == _UNREADABLE:
                kept.append(file.source_uri)
                continue
            rows = staged_rows(record, run)
            for table, record_batch in rows.tables.items():
                staged[table, rows.month].append(record_batch)
        seconds[file.source_uri] = round(time.perf_counter() - start, 3)
    for (table, month), record_batches in staged.items():
        folder = month_folder(staging / "tables" / table, month)
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_batches(record_batches), folder / f"{batch.name}.parquet", compression="zstd")
    summary = BatchSummary(
        n_files=len(batch.files),
        n_documents=_n_rows("documents", staged),
        n_rejects=_n_rows("rejects", staged),
        slowest={uri: seconds[uri] for uri in nlargest(N_SLOWEST, seconds, key=lambda uri: seconds[uri])},
        kept=kept,
    )
    done.write_text(json.dumps(asdict(summary)))
    under_way.unlink()
    return summary


def raw_records(file: RawFile) -> Iterator[Document | Reject]:
    """The records of a raw file: at least one, whatever is wrong with it."""
    try:
        raw = _raw_bytes(file)
    except OSError as error:
        detail = f"The file cannot be read: {error.strerror}. Give this user permission, or repair or remove it."
        yield Reject(file.source_uri, 0, None, _UNREADABLE, detail)
        return
    n_records = 0
    try:
        for record in parse(raw, file.source_uri):
            yield record
            n_records += 1
    except Exception as error:
        raw_sha256 = hashlib.sha256(raw).hexdigest()
        yield Reject(file.source_uri, n_records, raw_sha256, _PARSE, _bug(error))


def staged_rows(record: Document | Reject, run: Run) -> StagedRows:
    """The rows of a record: a document's in every table, a reject's in `rejects`.

    A document whose analysis raises becomes a reject (``analysis_failed``), so that it costs no other its rows.
    """
    if isinstance(record, Document):
        try:
            analysis = analyse_document(record)
            tables = {t.name: _record_batch(t, t.rows(analysis, run)) for t in TABLES.values() if t.rows is not None}
            return StagedRows(published_month(record), tables)
        except Exception as error:
            record = Reject(record.source_uri, record.record, record.raw_sha256, _ANALYSIS, _bug(error))
    record = replace(record, detail=_valid_unicode(record.detail))
    return StagedRows("undated", {"rejects": _record_batch(TABLES["rejects"], [reject_row(record, run)])})


def staged_files(staging: Path, table: str) -> dict[str, list[Path]]:
    """Month -> staged files of a table."""
    folders = month_folders(staging / "tables" / table)
    return {month: sorted(folder.glob("*.parquet")) for month, folder in folders.items()}


def staged_bugs(staging: Path) -> list[str]:
    """Address and explanation of each record that became a reject by an unexpected exception."""
    files = [file for of_month in staged_files(staging, "rejects").values() for file in of_month]
    rejects = [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]
    return [f"{row['source_uri']}: {row['detail']}" for row in rejects if row["reason"] in (_PARSE, _ANALYSIS)]


def kept_files(staging: Path) -> list[str]:
    """The addresses of the files that were to be read again, could not be, and keep their rows."""
    return sorted(uri for path in (staging / "done").iterdir() for uri in json.loads(path.read_text())["kept"])


def files_under_way(staging: Path) -> list[str]:
    """The addresses of the files that worker processes were at when they died."""
    return sorted(path.read_text() for path in (staging / "under-way").iterdir())


def begin_staging(staging: Path) -> None:
    """Makes the empty folders that workers write to."""
    for folder in ("tables", "done", "under-way"):
        (staging / folder).mkdir(parents=True)


def plain(schema: pa.Schema) -> pa.Schema:
    """`schema` with text in place of dictionary-encoded categories: what rows have until they are published."""
    return pa.schema(
        [f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in schema], schema.metadata
    )


def _raw_bytes(file: RawFile) -> bytes:
    """`raw_bytes`, tried again where the failure may pass."""
    for wait_s in _WAITS_S:
        try:
            return raw_bytes(file)
        except OSError as error:
            if not may_pass(error):
                raise
            time.sleep(wait_s)
    return raw_bytes(file)


def _record_batch(table: Table, rows: Iterable[Row]) -> pa.RecordBatch:
    """Raises ValueError where a required column is null, and what Arrow raises where a value is not of its type."""
    schema = _staged_schema(table.name)
    record_batch = pa.RecordBatch.from_pylist(list(rows), schema)
    for field, column in zip(schema, record_batch.columns, strict=True):
        if column.null_count and not field.nullable:
            raise ValueError(f"{table.name}.{field.name} is null")
    return record_batch


@cache
def _staged_schema(table: str) -> pa.Schema:
    return plain(TABLES[table].schema)


def _n_rows(table: str, staged: Mapping[tuple[str, str], Sequence[pa.RecordBatch]]) -> int:
    return sum(len(one) for (name, _), several in staged.items() if name == table for one in several)


def _bug(error: Exception) -> str:
    return f"{type(error).__name__}: {error}. This is a bug in Copydesk; please report it with the file."


def _valid_unicode(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
