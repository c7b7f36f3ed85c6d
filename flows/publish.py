"""Rows -> a new version of the tables.

The next version is built beside the current one, one table and one month at a time. A partition that no
changed article touches is a hard link to the current version's file. Any other is written anew: the rows
that stay, without those of the files that were read again, and the staged rows. `commit` then publishes
all tables at once.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.commit import PART, begin_version, commit, current_version, month_files, month_folder
from flows.errors import CopydeskError
from flows.staging import plain, staged_files
from transforms.tables import TABLES, Row, Table

_UNDATED = "undated"
_ROW_GROUP_SIZE = 50_000  # rows: a reader of a few need not unpack a whole partition


@dataclass(frozen=True, slots=True)
class Replaced:
    """The rows that a run replaces: those of the raw files that it read, and of the articles these had, by month.

    Its own row in `runs` too: a run that is tried again after its commit has one already.
    """

    run_id: str
    source_uris: frozenset[str]
    doc_ids: Mapping[str, frozenset[str]]

    def among(self, table: Table, month: str) -> tuple[str, frozenset[str]]:
        """The column of `table`, and its values, by which to know the replaced rows of one month."""
        columns = table.schema.names
        if "doc_id" in columns:
            return "doc_id", self.doc_ids.get(month, frozenset())
        if "source_uri" in columns:
            return "source_uri", self.source_uris
        return "run_id", frozenset({self.run_id})


def publish(processed: Path, staging: Path, source_uris: Collection[str], run_row: Row, keep_versions: int) -> Path:
    """Publishes the rows in `staging`, made from the raw files `source_uris`; returns the new version's folder.

    `run_row` is the run's row in `runs`; what only publishing knows is added to it. The caller holds the
    writer's lock.
    """
    current = current_version(processed)
    version = begin_version(processed)  # gets its number in `commit`
    source_uris = frozenset(source_uris)
    replaced = Replaced(run_row["run_id"], source_uris, _doc_ids(current, source_uris))
    for table in TABLES.values():
        rows = staged_files(staging, table.name)
        if table.name == "runs":
            rows = {_UNDATED: [_staged_run(run_row, version, staging)]}
        _write_table(table, current, version, rows, replaced)
    return commit(processed, version, keep_versions)


def n_rows(version: Path) -> dict[str, int]:
    """Table -> number of its rows in a version, from the files' footers."""
    return {table: _n_rows(version / table) for table in TABLES}


def outdated_tables(version: Path) -> list[str]:
    """The tables that a version lacks, or has with other columns than this Copydesk writes."""
    return [
        table.name
        for table in TABLES.values()
        if not any(is_of_today(file, table) for file in list(month_files(version / table.name).values())[:1])
    ]


def is_of_today(file: Path, table: Table) -> bool:
    """Whether a file has the columns that this Copydesk writes; their descriptions may differ."""
    return bool(pq.read_schema(file).equals(table.schema))


def _doc_ids(current: Path | None, source_uris: frozenset[str]) -> dict[str, frozenset[str]]:
    """Month -> articles that the current version has of these raw files."""
    doc_ids: dict[str, frozenset[str]] = {}
    if current is not None:
        for month, file in month_files(current / "documents").items():
            documents = pq.ParquetFile(file).read(["doc_id", "source_uri"])
            rows = documents.filter(_is_in(documents["source_uri"], source_uris))
            doc_ids[month] = frozenset(rows["doc_id"].to_pylist())
    return doc_ids


def _staged_run(run_row: Row, version: Path, staging: Path) -> Path:
    """The run's row, completed and staged like any other; all tables but `runs` are in `version` by now."""
    row = {
        **run_row,
        "n_documents": _n_rows(version / "documents"),
        "n_rejects": _n_rows(version / "rejects"),
        "ended_at": datetime.now(UTC),
        "state": "completed",
    }
    file = staging / "run.parquet"
    pq.write_table(pa.Table.from_pylist([row], plain(TABLES["runs"].schema)), file)
    return file


def _write_table(
    table: Table, current: Path | None, version: Path, staged: Mapping[str, Sequence[Path]], replaced: Replaced
) -> None:
    folder = version / table.name
    folder.mkdir()
    published = {} if current is None else month_files(current / table.name)
    for month in sorted(published.keys() | staged.keys()):
        column, values = replaced.among(table, month)
        target = month_folder(folder, month)
        if month in published and month not in staged and _stays(published[month], table, column, values):
            target.mkdir()
            os.link(published[month], target / PART)
            continue
        rows = [pq.ParquetFile(file).read() for file in staged.get(month, ())]
        if month in published:
            rows.append(_kept(published[month], table, column, values))
        if any(map(len, rows)):
            _write(pa.concat_tables(rows), table, target)
    if not month_files(folder):
        _write(plain(table.schema).empty_table(), table, month_folder(folder, _UNDATED))


def _stays(file: Path, table: Table, column: str, values: frozenset[str]) -> bool:
    """Whether a published file has today's columns and holds no replaced row."""
    if not is_of_today(file, table):
        return False
    return not values or not pc.any(_is_in(pq.ParquetFile(file).read([column])[column], values)).as_py()


def _kept(file: Path, table: Table, column: str, values: frozenset[str]) -> pa.Table:
    """The rows of a published file that are not replaced."""
    rows = pq.ParquetFile(file).read()
    if values:
        rows = rows.filter(pc.invert(_is_in(rows[column], values)))
    return _with_columns_of_today(rows, table)


def _with_columns_of_today(rows: pa.Table, table: Table) -> pa.Table:
    """Rows that an older Copydesk may have written: a column that is new is null, one of another type is converted.

    Only rows whose raw files are gone, or cannot be read, come here in need of it. Raises `CopydeskError` where
    they cannot be kept.
    """
    schema = plain(table.schema)
    for field in schema:
        if field.name not in rows.schema.names:
            rows = rows.append_column(field, pa.nulls(len(rows), field.type))
    try:
        return rows.select(schema.names).cast(schema)
    except (pa.ArrowException, ValueError) as error:
        raise CopydeskError(
            f"{table.name} holds {len(rows)} rows of an older Copydesk that cannot be kept ({error}) "
            "and whose raw files cannot be read: put the raw files back, or publish to a new folder with --processed."
        ) from error


def _write(rows: pa.Table, table: Table, folder: Path) -> None:
    """Writes one partition, sorted by key, and waits until it is on disk."""
    rows = rows.sort_by([(column, "ascending") for column in table.key]).combine_chunks().cast(table.schema)
    order = pq.SortingColumn.from_ordering(table.schema, [(column, "ascending") for column in table.key])
    folder.mkdir()
    with open(folder / PART, "wb") as file:
        pq.write_table(
            rows, file, compression="zstd", row_group_size=_ROW_GROUP_SIZE, write_page_index=True, sorting_columns=order
        )
        file.flush()
        os.fsync(file.fileno())


def _is_in(column: pa.ChunkedArray, values: frozenset[str]) -> pa.ChunkedArray:
    return pc.is_in(column, pa.array(sorted(values), pa.string()))


def _n_rows(table_folder: Path) -> int:
    return sum(pq.read_metadata(file).num_rows for file in month_files(table_folder).values())
