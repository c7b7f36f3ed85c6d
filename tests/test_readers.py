"""pandas, Polars and DuckDB read every table, in one line each, and see the same."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from without_prefect import article, ingest_here, said

from transforms.tables import TABLES


@pytest.fixture(scope="module", params=["dated and undated", "dated only", "nothing"])
def tables(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Published tables: a reader must not take the name of a partition for a date in one case and text in another."""
    folder = tmp_path_factory.mktemp("readers")
    raw = folder / "raw"
    raw.mkdir()
    if request.param != "nothing":
        (raw / "a.txt").write_text(article(said("The bridge opens on Friday"), "2026-09-03T10:20:30Z"))
        (raw / "b.txt").write_text(article(said("Nobody has seen such rain", by="Mira Voss"), "2025-12-31"))
        (raw / "bad.txt").write_bytes(b"")
    if request.param == "dated and undated":
        (raw / "c.txt").write_text(article("Nobody spoke. It rained.\n"))
    ingest_here(raw, folder / "processed")
    return folder / "processed"


def _by_pandas(tables: Path, table: str) -> pd.DataFrame:
    return pd.read_parquet(tables / table)


def _by_polars(tables: Path, table: str) -> pd.DataFrame:
    return pl.read_parquet(tables / table).to_pandas()


def _by_duckdb(tables: Path, table: str) -> pd.DataFrame:
    return duckdb.sql(f"SELECT * FROM read_parquet('{tables}/{table}/**/*.parquet', hive_partitioning = true)").df()


def _values(frame: pd.DataFrame, table: str) -> list[dict[str, Any]]:
    """The rows in the order of the key, values in plain Python types; missing ones are None."""
    rows = [{name: _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]
    return sorted(rows, key=lambda row: [row[name] for name in TABLES[table].key])


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.tz_convert("UTC").to_pydatetime()
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | dict):
        return value
    return None if pd.isna(value) else value


@pytest.mark.parametrize("table", TABLES)
def test_all_readers_agree(tables: Path, table: str) -> None:
    """Same columns, same number of rows, same values."""
    frames = [read(tables, table) for read in (_by_pandas, _by_polars, _by_duckdb)]
    for frame in frames:
        assert set(frame.columns) == {*TABLES[table].schema.names, "published_month"}
        assert _values(frame, table) == _values(frames[0], table)


def test_one_line_of_pandas_gives_typed_columns(tables: Path) -> None:
    """Categories are categories, times have a time zone, months are text."""
    quotes = pd.read_parquet(tables / "quotes")
    documents = pd.read_parquet(tables / "documents")
    assert isinstance(quotes["quote_type"].dtype, pd.CategoricalDtype)
    assert str(documents["published_at"].dtype) == "datetime64[us, UTC]"
    assert set(documents["published_month"]) <= {"2026-09", "2025-12", "undated"}
    if len(documents):
        assert datetime(2026, 9, 3, 10, 20, 30, tzinfo=UTC) in set(documents["published_at"])


def test_the_sum_over_a_join_is_the_same(tables: Path) -> None:
    """Words quoted for each speaker, over two tables, in pandas and in SQL."""
    quotes, speakers = pd.read_parquet(tables / "quotes"), pd.read_parquet(tables / "speakers")
    joined = quotes.merge(speakers, on=["doc_id", "speaker_id"])
    by_pandas = joined.groupby("speaker_key", observed=True)["n_words"].sum().to_dict()
    by_sql = duckdb.sql(
        f"SELECT speaker_key, sum(n_words) FROM '{tables}/quotes/**/*.parquet' quotes "
        f"JOIN '{tables}/speakers/**/*.parquet' speakers USING (doc_id, speaker_id) GROUP BY 1"
    ).fetchall()
    assert by_pandas == dict(by_sql)
