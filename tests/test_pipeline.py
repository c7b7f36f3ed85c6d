"""The flow as Prefect runs it: on several processes, with logs, retries and a summary."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from prefect.artifacts import Artifact
from prefect.exceptions import ParameterTypeError
from without_prefect import ingest_here, rewrite, rows_of

import flows.pipeline
import flows.processes
from flows.check import problems
from flows.commit import current_version, month_files
from flows.errors import CopydeskError
from flows.pipeline import ingest
from flows.processes import stage_all
from flows.read_raw import raw_files
from flows.settings import Settings
from flows.staging import Batch, BatchSummary, begin_staging, files_under_way
from transforms import __version__
from transforms.tables import Run

RUN = Run("run-1", datetime(2026, 9, 1, tzinfo=UTC), "0")


@pytest.mark.usefixtures("prefect_server")
def test_a_run_sums_up_what_it_did(raw: Path, processed: Path) -> None:
    """The summary's counts are those of the tables; the run has its row, and its page in Prefect."""
    summary = ingest(Settings(raw=raw, processed=processed, workers=2))
    assert (summary.n_raw, summary.n_new, summary.n_changed, summary.n_unchanged) == (5, 5, 0, 0)
    assert summary.n_documents + summary.n_rejects == summary.n_raw
    assert summary.rows == {table: len(rows) for table, rows in rows_of(processed).items()} | {"runs": 1}
    assert (summary.version, summary.is_published, summary.processed) == (1, True, str(processed))
    assert problems(processed) == []
    [run] = pq.ParquetFile(month_files(processed / "runs")["undated"]).read().to_pylist()
    assert run["run_id"] == summary.run_id
    assert run["started_at"] <= run["ended_at"] <= datetime.now(UTC)
    assert (run["n_documents"], run["n_rejects"], run["state"]) == (4, 1, "completed")
    assert run["pipeline_version"] == __version__
    assert json.loads(run["settings"])["raw"] == str(raw)
    assert json.loads(run["versions"])["textstat"]
    page = Artifact.get("copydesk-run")
    assert page is not None
    assert summary.run_id in str(page.data)
    assert "## Rejects: empty (1)" in str(page.data)
    assert "blank.txt" in str(page.data)
    assert "## Slowest files" in str(page.data)
    # The same in one process without Prefect gives the same rows: no number depends on who counted.
    ingest_here(raw, processed.with_name("here"))
    assert rows_of(processed.with_name("here")) == rows_of(processed)
    # And again: nothing new.
    again = ingest(Settings(raw=raw, processed=processed, workers=1))
    assert (again.n_new, again.n_unchanged, again.version, again.is_published) == (0, 5, 1, False)
    assert again.rows == summary.rows


@pytest.mark.usefixtures("prefect_server")
def test_a_share_that_was_away_for_a_moment_is_tried_again(
    raw: Path, processed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An input/output error is tried again, a full disk is not; either way no table is torn."""
    publish, calls = flows.pipeline.publish, []

    def failing(code: int, times: int) -> Any:
        def publish_later(*arguments: Any) -> Path:
            calls.append(code)
            if calls.count(code) <= times:
                raise OSError(code, os.strerror(code), "/share")
            return publish(*arguments)

        return publish_later

    settings = Settings(raw=raw, processed=processed, workers=1)
    monkeypatch.setattr(flows.pipeline.publish_tables, "retry_delay_seconds", [0, 0])
    monkeypatch.setattr(flows.pipeline, "publish", failing(errno.ENOSPC, 1))
    with pytest.raises(OSError, match="No space left"):
        ingest(settings)
    assert calls == [errno.ENOSPC]
    assert current_version(processed) is None
    assert [path.name for path in (processed / ".versions").iterdir()] == ["lock"]
    monkeypatch.setattr(flows.pipeline, "publish", failing(errno.EIO, 2))
    assert ingest(settings).n_documents == 4
    assert calls == [errno.ENOSPC, errno.EIO, errno.EIO, errno.EIO]


@pytest.mark.usefixtures("prefect_server")
def test_parameters_are_validated_before_anything_is_touched(tmp_path: Path) -> None:
    """A deployment with a bad parameter fails at once and names it."""
    with pytest.raises(ParameterTypeError, match="workers"):
        ingest({"raw": str(tmp_path), "processed": str(tmp_path / "tables"), "workers": 0})
    assert list(tmp_path.iterdir()) == []


def test_the_number_of_workers_changes_no_byte(raw: Path, tmp_path: Path) -> None:
    """Which process took which file is not seen in what is staged for a table."""
    staged = []
    for workers in (1, 3):
        begin_staging(tmp_path / str(workers))
        summaries = stage_all(raw_files(raw), tmp_path / str(workers), RUN, workers)
        assert sum(summary.n_files for summary in summaries) == 5
        tables = sorted((tmp_path / str(workers) / "tables").rglob("*.parquet"))
        rows = [(file.parent.name, row) for file in tables for row in pq.ParquetFile(file).read().to_pylist()]
        staged.append(sorted(map(repr, rows)))
    assert staged[0] == staged[1]
    assert len(staged[0]) > 50


def _killed_at_ferry(batch: Batch, staging: Path, run: Run) -> BatchSummary:
    """Stands in for `stage` in a worker: the kernel kills the process as it does when memory runs out."""
    for file in batch.files:
        (staging / "under-way" / str(os.getpid())).write_text(file.source_uri)
        if "ferry" in file.source_uri:
            os.kill(os.getpid(), signal.SIGKILL)
    return BatchSummary(len(batch.files), 0, 0, {}, [])


def test_a_worker_that_dies_is_explained(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the file under way and what to do."""
    monkeypatch.setattr(flows.processes, "stage", _killed_at_ferry)
    begin_staging(tmp_path / "staging")
    with pytest.raises(CopydeskError, match=r"worker process died.*ferry.txt.*fewer --workers than 1") as raised:
        stage_all(raw_files(raw), tmp_path / "staging", RUN, workers=1)
    assert "\n" not in str(raised.value)
    assert len(files_under_way(tmp_path / "staging")) == 1


_PARENT = """
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
import os
from flows.processes import begin_worker

if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, get_context("spawn"), begin_worker)
    print(pool.submit(os.getpid).result(), flush=True)
    pool.submit(time.sleep, 60).result()
"""


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    """When a run is killed, no worker process stays behind to wait for work."""
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    end = time.monotonic() + 20
    while _is_alive(worker):
        assert time.monotonic() < end, "the worker is still there"
        time.sleep(0.05)


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_rows_of_another_copydesk_are_noted(raw: Path, processed: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where the version that made some rows is another than today's, the log names both and what to do."""
    ingest_here(raw, processed)
    rewrite(processed, "documents", "2026-10", lambda rows: [{**row, "pipeline_version": "0.0.1"} for row in rows])
    with caplog.at_level("WARNING", logger="flows"):
        ingest_here(raw, processed, "run-2")
    assert f"made by Copydesk 0.0.1, this is {__version__}: --reprocess" in caplog.text
    caplog.clear()
    ingest_here(raw, processed, "run-3", reprocess=True)
    with caplog.at_level("WARNING", logger="flows"):
        ingest_here(raw, processed, "run-4")
    assert caplog.text == ""


def test_no_usage_data_leaves_the_machine() -> None:
    """Prefect's server and its client would both send some: importing flows turns both off, before prefect is there."""
    program = (
        "import flows.pipeline; from prefect.settings import get_current_settings\n"
        "from prefect._internal.analytics.enabled import is_telemetry_enabled\n"
        "assert not is_telemetry_enabled() and not get_current_settings().server.analytics_enabled"
    )
    told = ("DO_NOT_TRACK", "PREFECT_SERVER_ANALYTICS_ENABLED", "CI")
    environment = {name: value for name, value in os.environ.items() if name not in told}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)


def test_two_runs_in_a_second_have_two_names() -> None:
    """A run_id sorts by time and ends in something random."""
    now = datetime(2026, 9, 1, 12, 30, 15, tzinfo=UTC)
    ids = {flows.pipeline.new_run(now).run_id for _ in range(100)}
    assert len(ids) == 100
    assert all(run_id.startswith("20260901T123015Z-") for run_id in ids)
