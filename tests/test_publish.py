"""Publishing: what a version looks like on disk, what a run changes in it, and what a crash leaves."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from killed_runs import TABLES_LEFT_OUT, forking_processes, killed_at
from without_prefect import article, files_of, ingest_here, rows_of, said

import flows.staging
from flows.check import problems
from flows.commit import current_version, month_files, writer_lock
from flows.errors import CopydeskError
from flows.read_raw import RawFile, raw_bytes
from transforms.analyse import analyse
from transforms.tables import TABLES, Run


def _months(processed: Path, table: str) -> list[str]:
    return list(month_files(processed / table))


def _inodes(processed: Path) -> dict[str, int]:
    return {f"{t} {month}": f.stat().st_ino for t in TABLES for month, f in month_files(processed / t).items()}


def _titles(processed: Path, table: str = "documents") -> dict[str, str]:
    """File name -> month, of the documents or the rejects."""
    return {row["source_uri"].rsplit("/", 1)[-1]: row["month"] for row in rows_of(processed)[table]}


# What a version looks like


def test_a_first_run_publishes_every_table(raw: Path, processed: Path) -> None:
    """Documents lie in the partition of their month, rejects and runs are undated, and check has nothing to say."""
    ingest_here(raw, processed)
    assert _months(processed, "documents") == ["2026-09", "2026-10", "undated"]
    assert _months(processed, "rejects") == _months(processed, "runs") == ["undated"]
    assert _titles(processed) == {
        "bridge.txt": "2026-09",
        "ferry.txt": "2026-09",
        "harvest.txt": "2026-10",
        "notes.txt": "undated",
    }
    assert problems(processed) == []


def test_a_table_without_rows_has_one_empty_file(tmp_path: Path, processed: Path) -> None:
    """Readers find the columns even when there is nothing to report."""
    (tmp_path / "raw").mkdir()
    ingest_here(tmp_path / "raw", processed)
    for table in set(TABLES.values()) - {TABLES["runs"]}:
        [(month, file)] = month_files(processed / table.name).items()
        assert (month, pq.read_metadata(file).num_rows) == ("undated", 0)
        assert pq.read_schema(file).equals(table.schema)


def test_files_are_made_to_be_read(raw: Path, processed: Path) -> None:
    """Sorted by key, zstd, with page index, sort order, categories and descriptions in every file of every table."""
    ingest_here(raw, processed)
    for table in TABLES.values():
        for file in month_files(processed / table.name).values():
            parquet = pq.ParquetFile(file)
            rows = parquet.read().select(list(table.key)).to_pylist()
            keys = [tuple(row.values()) for row in rows]
            assert keys == sorted(keys)
            assert parquet.schema_arrow.equals(table.schema)
            assert parquet.schema_arrow.metadata[b"description"].decode().startswith(table.grain)
            for column in table.columns:
                description = parquet.schema_arrow.field(column.name).metadata[b"description"]
                assert description.decode() == column.description
            if parquet.metadata.num_row_groups:
                group = parquet.metadata.row_group(0)
                assert {group.column(i).compression for i in range(group.num_columns)} == {"ZSTD"}
                assert group.column(0).has_column_index
                assert group.column(0).has_offset_index
                assert [s.column_index for s in group.sorting_columns] == [
                    parquet.schema_arrow.names.index(name) for name in table.key
                ]


def test_rows_have_no_column_that_their_table_lacks() -> None:
    """Arrow would leave such a value out without a word, and would take a missing one for null."""
    analysis = analyse(said("The bridge opens on Friday"))
    run = Run("run-1", datetime(2026, 9, 1, tzinfo=UTC), "0")
    for table in TABLES.values():
        required = {column.name for column in table.columns if not column.nullable}
        for row in table.rows(analysis, run) if table.rows else ():
            assert required <= set(row) <= set(table.schema.names)


# What a run changes


def test_a_run_without_changes_publishes_nothing(raw: Path, processed: Path) -> None:
    """The version stays, to the inode."""
    ingest_here(raw, processed)
    before = current_version(processed)
    work = ingest_here(raw, processed, "run-2")
    assert (work.n_raw, work.n_unchanged, work.has_to_publish) == (5, 5, False)
    assert current_version(processed) == before


def test_a_changed_article_changes_its_rows_and_no_other(raw: Path, processed: Path) -> None:
    """In every table the other articles' rows stay, and untouched months are the same file, not a copy."""
    ingest_here(raw, processed)
    before, inodes = rows_of(processed), _inodes(processed)
    (raw / "bridge.txt").write_text(
        article(said("The bridge, a wonderful old thing, stays shut", by="Mira Voss"), "2026-09-03")
    )
    work = ingest_here(raw, processed, "run-2")
    assert (work.n_new, work.n_changed, work.n_unchanged) == (0, 1, 4)
    [bridge] = [row["doc_id"] for row in before["documents"] if row["source_uri"].endswith("bridge.txt")]
    after = rows_of(processed)
    for table in (table.name for table in TABLES.values() if "doc_id" in table.schema.names):
        others = [[row for row in rows[table] if row["doc_id"] != bridge] for rows in (before, after)]
        assert others[0] == others[1]
        of_bridge = [[row for row in rows[table] if row["doc_id"] == bridge] for rows in (before, after)]
        assert of_bridge[0] != of_bridge[1]
        assert of_bridge[1] != []
    assert after["rejects"] == before["rejects"]
    untouched = [key for key in inodes if "2026-09" not in key and not key.startswith(("rejects", "runs"))]
    assert len(untouched) >= 2 * 5  # tables, in October and undated
    assert {key: _inodes(processed)[key] for key in untouched} == {key: inodes[key] for key in untouched}
    assert problems(processed) == []


def test_an_article_that_changes_its_month_moves(raw: Path, processed: Path) -> None:
    """Its rows leave the old month in every table; a month without rows is gone."""
    ingest_here(raw, processed)
    (raw / "wire" / "harvest.txt").write_text(article(said("Nobody has seen such rain"), "2026-09-30"))
    ingest_here(raw, processed, "run-2")
    assert _titles(processed)["harvest.txt"] == "2026-09"
    for table in TABLES:
        assert "2026-10" not in _months(processed, table)
    assert problems(processed) == []


def test_a_raw_file_that_is_gone_keeps_its_rows(raw: Path, processed: Path) -> None:
    """The landing zone may be emptied after a run."""
    ingest_here(raw, processed)
    before = rows_of(processed)
    (raw / "ferry.txt").unlink()
    (raw / "blank.txt").unlink()
    assert not ingest_here(raw, processed, "run-2").has_to_publish
    (raw / "new.txt").write_text(article(said("A new day"), "2026-09-05"))
    ingest_here(raw, processed, "run-3")
    ingest_here(raw, processed, "run-4", reprocess=True)
    after = rows_of(processed)
    assert {"ferry.txt", "new.txt"} < set(_titles(processed))
    assert after["rejects"] == before["rejects"]
    ferry = [row["doc_id"] for row in before["documents"] if row["source_uri"].endswith("ferry.txt")]
    for table in ("documents", "quotes", "readability"):
        rows = [[row for row in version[table] if row["doc_id"] in ferry] for version in (before, after)]
        assert rows[0] == rows[1] != []


def test_a_document_becomes_a_reject_and_comes_back(raw: Path, processed: Path) -> None:
    """A raw record is in documents or in rejects, never in both and never in none."""
    ingest_here(raw, processed)
    text = (raw / "bridge.txt").read_text()
    (raw / "bridge.txt").write_bytes(b"")
    (raw / "blank.txt").write_text(article(said("It is not blank"), "2026-09-09"))
    ingest_here(raw, processed, "run-2")
    assert set(_titles(processed, "rejects")) == {"bridge.txt"}
    assert set(_titles(processed)) == {"blank.txt", "ferry.txt", "harvest.txt", "notes.txt"}
    assert problems(processed) == []
    (raw / "bridge.txt").write_text(text)
    ingest_here(raw, processed, "run-3")
    assert _titles(processed, "rejects") == {}
    assert _titles(processed)["bridge.txt"] == "2026-09"
    assert problems(processed) == []


def test_a_file_that_cannot_be_read_for_a_while_keeps_its_rows(raw: Path, processed: Path) -> None:
    """A share that is away must not turn articles into rejects; a file never read is rejected until it can be."""
    ingest_here(raw, processed)
    (raw / "bridge.txt").rename(raw / ".away")
    (raw / "bridge.txt").symlink_to(raw / "nowhere")
    (raw / "new.txt").symlink_to(raw / "nowhere")
    work = ingest_here(raw, processed, "run-2")
    assert (work.n_new, work.n_unchanged) == (1, 5)
    assert "bridge.txt" in _titles(processed)
    assert set(_titles(processed, "rejects")) == {"blank.txt", "new.txt"}
    assert not ingest_here(raw, processed, "run-3").has_to_publish
    (raw / "nowhere").write_text(article(said("Here I am"), "2026-09-07"))
    (raw / "bridge.txt").unlink()
    (raw / ".away").rename(raw / "bridge.txt")
    ingest_here(raw, processed, "run-4")
    assert "new.txt" in _titles(processed)
    assert problems(processed) == []


def test_reprocessing_gives_the_same_rows(raw: Path, processed: Path) -> None:
    """--reprocess reads every file again and changes nothing where nothing changed."""
    ingest_here(raw, processed)
    before = rows_of(processed)
    work = ingest_here(raw, processed, "run-2", reprocess=True)
    assert (work.n_unchanged, work.n_changed, work.has_to_publish) == (5, 0, True)
    assert rows_of(processed) == before
    assert {row["run_id"] for row in pq.ParquetFile(month_files(processed / "runs")["undated"]).read().to_pylist()} == {
        "run-1",
        "run-2",
    }


def test_steps_lead_where_one_step_leads(raw: Path, tmp_path: Path) -> None:
    """Articles that come in one by one give the same bytes as all at once: no order of arrival is left in a file."""
    ingest_here(raw, tmp_path / "at-once")
    waiting = sorted(path for path in raw.rglob("*.txt"))
    moved = {path: tmp_path / path.name for path in waiting}
    for path, elsewhere in moved.items():
        path.rename(elsewhere)
    for path, elsewhere in reversed(moved.items()):
        elsewhere.rename(path)
        ingest_here(raw, tmp_path / "step-by-step", "run-1")
    assert rows_of(tmp_path / "step-by-step") == rows_of(tmp_path / "at-once")
    assert files_of(tmp_path / "step-by-step") == files_of(tmp_path / "at-once")
    assert problems(tmp_path / "step-by-step") == []  # a run of the same name, tried again, has one row in runs


def test_old_versions_are_kept_and_then_removed(raw: Path, processed: Path) -> None:
    """As many old versions stay as keep_versions says, and each is whole."""
    for number in range(1, 6):
        (raw / "bridge.txt").write_text(article(said(f"Bridge number {number} opens"), "2026-09-03"))
        ingest_here(raw, processed, f"run-{number}", keep_versions=2)
    versions = sorted(path.name for path in (processed / ".versions").iterdir())
    assert versions == ["3", "4", "5", "current", "lock"]
    old = pq.ParquetFile(month_files(processed / ".versions" / "3" / "documents")["2026-09"]).read()
    assert any("Bridge number 3" in text for text in old["text"].to_pylist())


def test_newer_versions_outlast_a_roll_back(raw: Path, processed: Path) -> None:
    """Whoever sets the link back to 2 keeps 3 and 4, and the next run builds on 2 and publishes 5."""
    for number in range(1, 5):
        (raw / f"{number}.txt").write_text(article(said(f"This is number {number}"), "2026-09-03"))
        ingest_here(raw, processed, f"run-{number}")
    current = processed / ".versions" / "current"
    current.unlink()
    current.symlink_to("2")
    (raw / "3.txt").unlink()
    (raw / "4.txt").unlink()
    assert not ingest_here(raw, processed, "run-5").has_to_publish
    assert current_version(processed) == processed / ".versions" / "2"
    (raw / "5.txt").write_text(article(said("This is number 5"), "2026-09-03"))
    ingest_here(raw, processed, "run-6")
    assert current_version(processed) == processed / ".versions" / "5"
    assert {path.name for path in (processed / ".versions").iterdir()} == {*"12345", "current", "lock"}
    assert {"1.txt", "2.txt", "5.txt"} <= set(_titles(processed))
    assert not {"3.txt", "4.txt"} & set(_titles(processed))
    assert "4.txt" in "".join(row["source_uri"] for row in _documents(processed / ".versions" / "4"))
    assert problems(processed) == []


def _documents(version: Path) -> list[dict[str, Any]]:
    files = month_files(version / "documents").values()
    return [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]


@pytest.mark.parametrize("failing", ["rename", "unlink"])
def test_a_published_run_does_not_fail_over_tidying_up(
    raw: Path, processed: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, failing: str
) -> None:
    """An old version that cannot be removed, or the link of a table that is no more, is a warning in the log."""
    ingest_here(raw, processed)
    (processed / "gone").symlink_to(".versions/current/gone")
    (raw / "bridge.txt").write_text(article(said("The bridge stays shut"), "2026-09-03"))
    works: Callable[..., None] = getattr(os, failing)

    def fails(path: Path, *others: Any, **options: Any) -> None:
        if Path(path).name in ("1", "gone"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        works(path, *others, **options)

    monkeypatch.setattr(os, failing, fails)
    with caplog.at_level("WARNING", logger="flows"):
        ingest_here(raw, processed, "run-2", keep_versions=0)
    assert current_version(processed) == processed / ".versions" / "2"
    what = {"rename": "removing old versions", "unlink": "removing the links of tables that are no more"}[failing]
    assert f"Published, but {what} failed: [Errno 13] Permission denied" in caplog.text


def test_all_is_on_disk_before_the_link_changes(raw: Path, processed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a commit publishes was handed to fsync as it is: files whole, folders with all that lies in them."""
    on_disk: dict[int, object] = {}  # inode -> a file's size or a folder's entries when it was last synced
    states = []
    fsync, replace = os.fsync, os.replace

    def recorded_fsync(descriptor: int) -> None:
        fsync(descriptor)
        on_disk[os.fstat(descriptor).st_ino] = _state(descriptor)

    def recorded_replace(source: Path, target: Path) -> None:
        assert Path(target) == processed / ".versions" / "current"
        version = processed / ".versions" / os.readlink(source)
        paths = [processed, processed / ".versions", version, *version.rglob("*")]
        states.append({path: (on_disk.get(path.stat().st_ino), _state(path)) for path in paths})
        replace(source, target)
        on_disk.pop((processed / ".versions").stat().st_ino)

    monkeypatch.setattr(os, "fsync", recorded_fsync)
    monkeypatch.setattr(os, "replace", recorded_replace)
    ingest_here(raw, processed)
    (raw / "bridge.txt").write_text(article(said("The bridge stays shut"), "2026-09-03"))
    ingest_here(raw, processed, "run-2")
    assert len(states) == 2
    for state in states:
        assert len(state) > 4 * len(TABLES)
        assert [path for path, (synced, now) in state.items() if synced != now] == []
    assert (processed / ".versions").stat().st_ino in on_disk  # and the link's own change after that


def _state(file_or_folder: int | Path) -> object:
    """What must be on disk of a file or folder: its size, or the names in it."""
    status = os.stat(file_or_folder)
    return sorted(os.listdir(file_or_folder)) if stat.S_ISDIR(status.st_mode) else status.st_size


@pytest.mark.parametrize("n_versions", [0, 1])
def test_a_run_that_dies_between_the_two_renames_publishes_nothing(
    raw: Path, processed: Path, monkeypatch: pytest.MonkeyPatch, n_versions: int
) -> None:
    """Its version has a number by then, also a first run's: the next run takes the number after it."""
    for _ in range(n_versions):
        ingest_here(raw, processed)
        (raw / "bridge.txt").write_text(article(said("The bridge stays shut"), "2026-09-03"))
    before = current_version(processed)

    def dies(source: Path, target: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", dies)
        with pytest.raises(OSError, match="Input/output"):
            ingest_here(raw, processed, "run-2")
    assert (processed / ".versions" / str(n_versions + 1)).is_dir()
    assert current_version(processed) == before
    ingest_here(raw, processed, "run-3")
    assert current_version(processed) == processed / ".versions" / str(n_versions + 2)
    assert not (processed / ".versions" / "current.new").is_symlink()
    assert problems(processed) == []


# What cannot be read for a while


def _failing_for(names: tuple[str, ...], code: int, times: int = 10**6) -> Callable[[RawFile], bytes]:
    """Stands in for `raw_bytes`: the first `times` readings of each of these files fail."""
    n_failed: Counter[str] = Counter()

    def failing(file: RawFile) -> bytes:
        name = Path(file.path).name
        if name in names and n_failed[name] < times:
            n_failed[name] += 1
            raise OSError(code, os.strerror(code), file.path)
        return raw_bytes(file)

    return failing


@pytest.mark.parametrize("code", [errno.EIO, errno.EACCES])
def test_a_changed_file_that_cannot_be_read_keeps_its_rows(
    raw: Path, processed: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    """Its old rows stay in every table, the other changed and new files go through, and a later run reads it."""
    ingest_here(raw, processed)
    before = rows_of(processed)
    for name in ("bridge", "ferry"):
        (raw / f"{name}.txt").write_text(article(said(f"The {name} is a wreck", by="Mira Voss"), "2026-09-03"))
    (raw / "new.txt").write_text(article(said("A new day"), "2026-09-05"))
    monkeypatch.setattr(flows.staging, "raw_bytes", _failing_for(("bridge.txt", "new.txt"), code))
    monkeypatch.setattr(flows.staging, "_WAITS_S", (0, 0))
    with caplog.at_level("WARNING", logger="flows"):
        ingest_here(raw, processed, "run-2")
    assert [record.getMessage() for record in caplog.records] == [
        f"Cannot be read now, its rows stay as they are: file://{raw}/bridge.txt"
    ]
    after = rows_of(processed)
    [bridge] = [row["doc_id"] for row in before["documents"] if row["source_uri"].endswith("bridge.txt")]
    for table in (table.name for table in TABLES.values() if "doc_id" in table.schema.names):
        of_bridge = [[row for row in rows[table] if row["doc_id"] == bridge] for rows in (before, after)]
        assert of_bridge[0] == of_bridge[1] != []
    assert [row["text"] for row in after["documents"] if "The ferry is a wreck" in row["text"]]
    assert {row["source_uri"].rsplit("/", 1)[-1]: row["reason"] for row in after["rejects"]} == {
        "blank.txt": "empty",
        "new.txt": "unreadable",
    }
    assert problems(processed) == []
    monkeypatch.undo()
    assert ingest_here(raw, processed, "run-3").n_changed == 2
    assert "new.txt" in _titles(processed)
    assert sum("is a wreck" in row["text"] for row in rows_of(processed)["documents"]) == 2


def test_reprocessing_leaves_the_rows_of_what_it_cannot_read(
    raw: Path, processed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole landing zone that fails under --reprocess costs no row."""
    ingest_here(raw, processed)
    before = rows_of(processed)
    names = tuple(path.name for path in raw.rglob("*.txt"))
    monkeypatch.setattr(flows.staging, "raw_bytes", _failing_for(names, errno.ENOENT))
    ingest_here(raw, processed, "run-2", reprocess=True)
    assert rows_of(processed) == before


def test_reading_is_tried_again(raw: Path, processed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that fails twice, as a share that is away for a moment does, is read; a refused one is not tried again."""
    monkeypatch.setattr(flows.staging, "_WAITS_S", (0, 0))
    monkeypatch.setattr(flows.staging, "raw_bytes", _failing_for(("bridge.txt",), errno.ESTALE, times=2))
    ingest_here(raw, processed)
    assert "bridge.txt" in _titles(processed)
    monkeypatch.setattr(flows.staging, "raw_bytes", _failing_for(("bridge.txt",), errno.EACCES, times=1))
    ingest_here(raw, processed.with_name("refused"))
    assert _titles(processed.with_name("refused"), "rejects").keys() == {"blank.txt", "bridge.txt"}


# What stops a run


def test_a_second_writer_is_told_at_once(raw: Path, processed: Path) -> None:
    """The message names the lock, its holder and what to do."""
    with (
        writer_lock(processed),
        pytest.raises(CopydeskError, match=rf"versions/lock is held by process {os.getpid()} .*Wait"),
    ):
        ingest_here(raw, processed)
    ingest_here(raw, processed)


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_lies_in_the_place_of_a_table_is_not_touched(raw: Path, processed: Path, kind: str) -> None:
    """Somebody's own folder, file or link called `quotes` stops the run before anything is written."""
    processed.mkdir()
    if kind == "folder":
        (processed / "quotes").mkdir()
    elif kind == "file":
        (processed / "quotes").write_text("mine")
    else:
        (processed / "quotes").symlink_to("elsewhere")
    with pytest.raises(CopydeskError, match="quotes is in the place of a table"):
        ingest_here(raw, processed)
    assert [path.name for path in processed.iterdir()] == ["quotes"]


@pytest.mark.parametrize("kind", ["gone", "folder", "dangling"])
def test_a_broken_current_link_stops_the_run(raw: Path, processed: Path, kind: str) -> None:
    """Versions are never taken for leftovers because a copy of the folder lost the link."""
    ingest_here(raw, processed)
    (raw / "bridge.txt").write_text(article(said("The bridge stays shut"), "2026-09-03"))
    ingest_here(raw, processed, "run-2")
    current = processed / ".versions" / "current"
    current.unlink()
    if kind == "folder":
        current.mkdir()
    elif kind == "dangling":
        current.symlink_to("9")
    with pytest.raises(CopydeskError, match=r"versions/current.*ln -s"):
        ingest_here(raw, processed, "run-3")
    assert {"1", "2"} <= {path.name for path in (processed / ".versions").iterdir()}


def test_a_lost_link_to_the_only_version_stops_the_run(raw: Path, processed: Path) -> None:
    """The error names the version, restoring the link as it says mends all, and nothing was removed."""
    ingest_here(raw, processed)
    current = processed / ".versions" / "current"
    current.unlink()
    with pytest.raises(CopydeskError, match=rf"current is gone: restore it \(ln -s 1 {current}\)"):
        ingest_here(raw, processed, "run-2")
    current.symlink_to("1")
    assert not ingest_here(raw, processed, "run-3").has_to_publish
    assert problems(processed) == []


def _with_older_columns(processed: Path) -> None:
    """Makes the published documents look as if an older Copydesk, without the column url, had made them."""
    for file in month_files(processed / "documents").values():
        rows = pq.ParquetFile(file).read().drop_columns(["url"])
        file.unlink()
        pq.write_table(rows, file)


def test_tables_of_an_older_copydesk_ask_for_reprocessing(raw: Path, processed: Path) -> None:
    """Two kinds of columns never lie in one table: the run stops, and --reprocess writes every month anew."""
    ingest_here(raw, processed)
    before = rows_of(processed)
    _with_older_columns(processed)
    (raw / "ferry.txt").unlink()  # its rows can only be converted
    with pytest.raises(CopydeskError, match=r"documents.*--reprocess"):
        ingest_here(raw, processed, "run-2")
    ingest_here(raw, processed, "run-3", reprocess=True)
    assert problems(processed) == []
    assert rows_of(processed) == before  # no article has a url


def test_rows_that_cannot_be_converted_are_not_dropped(raw: Path, processed: Path) -> None:
    """A required column that the old rows lack, and a raw file that is gone: the run stops and says so."""
    ingest_here(raw, processed)
    for file in month_files(processed / "documents").values():
        rows = pq.ParquetFile(file).read().drop_columns(["n_words"])
        file.unlink()
        pq.write_table(rows, file)
    (raw / "ferry.txt").unlink()
    with pytest.raises(CopydeskError, match=r"documents holds 1 rows of an older Copydesk.*n_words"):
        ingest_here(raw, processed, "run-2", reprocess=True)
    assert current_version(processed) == processed / ".versions" / "1"


def test_a_folder_of_tables_can_be_moved(raw: Path, processed: Path, tmp_path: Path) -> None:
    """All links are relative."""
    ingest_here(raw, processed)
    before = rows_of(processed)
    moved = tmp_path / "archive" / "tables"
    moved.parent.mkdir()
    processed.rename(moved)
    assert rows_of(moved) == before
    assert problems(moved) == []
    assert not ingest_here(raw, moved, "run-2").has_to_publish


# What a crash leaves


@pytest.fixture
def fewer_tables() -> Iterator[None]:
    """The tables that a killed run publishes; all of them again, in their order, afterwards."""
    all_tables = dict(TABLES)
    for table in TABLES_LEFT_OUT:
        del TABLES[table]
    yield
    TABLES.clear()
    TABLES.update(all_tables)


@pytest.mark.usefixtures("fewer_tables")
def test_a_killed_run_leaves_the_old_version_or_the_new_one(raw: Path, tmp_path: Path) -> None:
    """Killed with SIGKILL at every single call that changes the disk: readers see one version whole, and the next
    run ends with the bytes of a run that nobody disturbed."""
    ingest_here(raw, tmp_path / "old", keep_versions=0)
    (raw / "bridge.txt").write_text(article(said("The bridge stays shut"), "2026-09-03"))
    (raw / "wire" / "harvest.txt").write_text(article(said("Nobody has seen such rain"), "2026-11-01"))
    (raw / "ferry.txt").write_bytes(b"")
    shutil.copytree(tmp_path / "old", tmp_path / "new", symlinks=True)
    ingest_here(raw, tmp_path / "new", "run-2", keep_versions=0)
    old, new = files_of(tmp_path / "old"), files_of(tmp_path / "new")
    processes, is_new = forking_processes(), []
    for k in range(1, 1000):
        processed = tmp_path / f"killed-{k}"
        shutil.copytree(tmp_path / "old", processed, symlinks=True)
        run = processes.Process(target=killed_at, args=(k, raw, processed))
        run.start()
        run.join()
        assert run.exitcode in (0, -signal.SIGKILL)
        left = files_of(processed)
        assert left in (old, new), k
        is_new.append(left == new)
        ingest_here(raw, processed, "run-2", keep_versions=0)
        assert files_of(processed) == new, k
        # Killed between getting its number and the commit, version 2 was whole: then the next one is 3.
        assert {path.name for path in (processed / ".versions").iterdir()} <= {"1", "2", "3", "current", "lock"}, k
        shutil.rmtree(processed)
        if run.exitcode == 0:
            break
    assert 50 < k < 999
    assert is_new == sorted(is_new)  # the old one up to the commit, the new one from there on
    assert (is_new[0], is_new[-1]) == (False, True)


@pytest.mark.usefixtures("fewer_tables")
def test_a_killed_first_run_leaves_nothing_or_all(raw: Path, tmp_path: Path) -> None:
    """Before the first commit no table can be read, and the next run starts afresh."""
    ingest_here(raw, tmp_path / "new", "run-2")
    new = files_of(tmp_path / "new")
    processes = forking_processes()
    for k in range(1, 1000, 5):
        processed = tmp_path / f"killed-{k}"
        run = processes.Process(target=killed_at, args=(k, raw, processed))
        run.start()
        run.join()
        assert run.exitcode in (0, -signal.SIGKILL)
        assert files_of(processed) in ({}, new), k
        ingest_here(raw, processed, "run-2")
        assert files_of(processed) == new, k
        if run.exitcode == 0:
            break
    assert 50 < k < 999
