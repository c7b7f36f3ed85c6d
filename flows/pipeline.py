"""The Prefect flow: list what is new or changed, analyse it on all cores, publish all tables in one commit.

Three tasks, each with seconds of work. Paths and counts pass between them, never rows: those go through
the staging folder. A task is tried again where the file system may recover (a network share that was
away for a moment), never where the same failure would come again.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import nlargest
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from flows.changes import changes, known_files, read_files, write_files
from flows.commit import current_version, month_files, versions_folder, writer_lock
from flows.errors import CopydeskError, may_pass
from flows.processes import stage_all
from flows.publish import n_rows, outdated_tables, publish
from flows.read_raw import raw_files
from flows.settings import Settings
from flows.staging import N_SLOWEST, begin_staging, kept_files, staged_bugs
from flows.summary import RunSummary, as_markdown, headline, rejects_by_reason
from flows.terminal import printable_line
from transforms import __version__
from transforms.tables import Run
from transforms.versions import versions

logger = logging.getLogger(__name__)
logging.getLogger("flows").setLevel(logging.INFO)

_N_FILES_LOGGED = 20


@dataclass(frozen=True, slots=True)
class Work:
    """What a run has to do: how many raw files there are of each kind.

    `has_to_publish` is False where nothing is new or changed.
    """

    n_raw: int
    n_new: int
    n_changed: int
    n_unchanged: int
    has_to_publish: bool


def _may_pass(task: object, task_run: object, state: Any) -> bool:
    """Whether a task that failed may do better in a moment: Prefect asks before it tries again."""
    return may_pass(state.data)


def _is_news(record: logging.LogRecord) -> bool:
    """Leaves out the engine's traceback of an error that explains itself: the state logged next has the message."""
    is_explained = record.exc_info is not None and isinstance(record.exc_info[1], CopydeskError | OSError)
    return not is_explained or bool(os.environ.get("COPYDESK_DEBUG"))


for name in ("prefect.flow_runs", "prefect.task_runs"):
    logging.getLogger(name).addFilter(_is_news)

_patient_task = task(retries=2, retry_delay_seconds=[2, 10], retry_condition_fn=_may_pass, cache_policy=NO_CACHE)


@flow(name="copydesk-ingest")
def ingest(settings: Settings | None = None) -> RunSummary:
    """Reads the new and changed raw files, publishes a new version of the tables, and sums up.

    Where nothing is new or changed, the version stays. Raises `CopydeskError` or OSError where the run
    cannot go on; the tables are whole then. A script calls it under ``if __name__ == "__main__":``, since
    worker processes import the script.
    """
    settings = settings or Settings()
    started, run = time.perf_counter(), new_run(datetime.now(UTC))
    slowest: dict[str, float] = {}
    with writer_lock(settings.processed), _staging_folder(settings.processed, run) as staging:
        work = list_raw(settings, staging)
        if work.has_to_publish:
            slowest = analyse_files(staging, run, settings.workers)
            publish_tables(settings, staging, run, work)
        version = current_version(settings.processed)
        assert version is not None  # has_to_publish is true where there was none
        summary = _summary(settings, run, work, version, time.perf_counter() - started)
        rejects = rejects_by_reason(version)
    logger.info("%s", headline(summary))
    _show_in_prefect(as_markdown(summary, rejects, slowest))
    return summary


def new_run(started_at: datetime) -> Run:
    """A run with a name of its own; names sort by time."""
    return Run(f"{started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}", started_at, __version__)


@_patient_task
def list_raw(settings: Settings, staging: Path) -> Work:
    """The work of this run; the raw files that it shall read are listed in the staging folder.

    Raises `UsageError` where there is no raw folder, `CopydeskError` where the tables need --reprocess first.
    """
    current = current_version(settings.processed)
    outdated = [] if current is None else outdated_tables(current)
    if outdated and not settings.reprocess:
        raise CopydeskError(
            f"The tables in {settings.processed} were made by another Copydesk than this {__version__}, with other "
            f"columns ({', '.join(outdated)}): run once with --reprocess."
        )
    found = changes(raw_files(settings.raw), known_files(current))
    _warn_of_kept([file.source_uri for file in found.unreadable])
    for made_by in () if settings.reprocess else _other_pipeline_versions(current):
        logger.warning("Some rows were made by Copydesk %s, this is %s: --reprocess renews them.", made_by, __version__)
    todo = [*found.new, *found.changed, *(found.unchanged if settings.reprocess else ())]
    write_files(sorted(todo, key=lambda file: file.source_uri), staging / "files.jsonl")
    return Work(
        n_raw=len(found.new) + len(found.changed) + len(found.unchanged) + len(found.unreadable),
        n_new=len(found.new),
        n_changed=len(found.changed),
        n_unchanged=len(found.unchanged) + len(found.unreadable),
        has_to_publish=bool(todo) or bool(outdated) or current is None,
    )


@_patient_task
def analyse_files(staging: Path, run: Run, workers: int) -> dict[str, float]:
    """Analyses the listed files on all cores, rows to the staging folder; returns the seconds of the slowest files."""
    files = read_files(staging / "files.jsonl")
    logger.info("Raw files to analyse: %s", f"{len(files):,}")
    batches = stage_all(files, staging, run, workers)
    n_documents, n_rejects = sum(batch.n_documents for batch in batches), sum(batch.n_rejects for batch in batches)
    logger.info("Analysed, articles: %s, rejects: %s", f"{n_documents:,}", f"{n_rejects:,}")
    seconds = {uri: s for batch in batches for uri, s in batch.slowest.items()}
    for bug in staged_bugs(staging)[:_N_FILES_LOGGED]:
        logger.error("%s", printable_line(bug))
    return {uri: seconds[uri] for uri in nlargest(N_SLOWEST, seconds, key=lambda uri: seconds[uri])}


@_patient_task
def publish_tables(settings: Settings, staging: Path, run: Run, work: Work) -> None:
    """Publishes the staged rows as the next version. Files that could not be read now keep the rows they have."""
    run_row = {
        "run_id": run.run_id,
        "started_at": run.started_at,
        "n_raw": work.n_raw,
        "n_new": work.n_new,
        "n_changed": work.n_changed,
        "n_unchanged": work.n_unchanged,
        "pipeline_version": run.pipeline_version,
        "versions": json.dumps(versions()),
        "settings": settings.model_dump_json(),
    }
    kept = kept_files(staging)
    _warn_of_kept(kept)
    source_uris = {file.source_uri for file in read_files(staging / "files.jsonl")} - set(kept)
    publish(settings.processed, staging, source_uris, run_row, settings.keep_versions)


def _warn_of_kept(source_uris: Sequence[str]) -> None:
    for source_uri in source_uris[:_N_FILES_LOGGED]:
        logger.warning("Cannot be read now, its rows stay as they are: %s", printable_line(source_uri))


@contextmanager
def _staging_folder(processed: Path, run: Run) -> Iterator[Path]:
    """A folder for what the run has so far, removed however the run ends."""
    staging = versions_folder(processed) / f"staging-{run.run_id}"
    begin_staging(staging)
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _other_pipeline_versions(current: Path | None) -> list[str]:
    if current is None:
        return []
    found: set[str] = set()
    for file in month_files(current / "documents").values():
        found.update(pc.unique(pq.ParquetFile(file).read(["pipeline_version"])["pipeline_version"]).to_pylist())
    return sorted(found - {__version__})


def _summary(settings: Settings, run: Run, work: Work, version: Path, seconds: float) -> RunSummary:
    rows = n_rows(version)
    return RunSummary(
        run_id=run.run_id,
        n_raw=work.n_raw,
        n_documents=rows["documents"],
        n_new=work.n_new,
        n_changed=work.n_changed,
        n_unchanged=work.n_unchanged,
        n_rejects=rows["rejects"],
        rows=rows,
        seconds=round(seconds, 3),
        processed=str(settings.processed.absolute()),
        version=int(version.name),
        is_published=work.has_to_publish,
    )


def _show_in_prefect(page: str) -> None:
    try:
        create_markdown_artifact(key="copydesk-run", markdown=page, description="What the run did")
    except Exception:  # the tables are published: a page that could not be stored must not fail the run
        logger.warning("The summary could not be stored in Prefect.", exc_info=True)
