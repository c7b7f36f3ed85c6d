"""The CPU work on all cores: batches of raw files in worker processes."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from flows.errors import CopydeskError
from flows.read_raw import RawFile
from flows.staging import BatchSummary, batches, files_under_way, stage
from transforms.tables import Run

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_LOG_LINES = 15


def stage_all(files: Sequence[RawFile], staging: Path, run: Run, workers: int) -> list[BatchSummary]:
    """Analyses `files` in up to `workers` processes, which write the rows to `staging`; returns what each batch held.

    The rows do not depend on the number of workers. Raises `CopydeskError` where a worker process dies.
    """
    work = list(batches(files, workers))
    if not work:
        return []
    # Spawned, not forked: a fork of a process that has threads, as Prefect's has, can hang.
    pool = ProcessPoolExecutor(min(workers, len(work)), get_context("spawn"), begin_worker)
    try:
        futures = [pool.submit(stage, batch, staging, run) for batch in work]
        summaries = []
        with _progress(len(files)) as advance:
            for future in as_completed(futures):
                summaries.append(future.result())
                advance(summaries[-1].n_files)
        return summaries
    except BrokenProcessPool:
        raise CopydeskError(_explanation(staging, workers)) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _explanation(staging: Path, workers: int) -> str:
    files = ", ".join(files_under_way(staging)) or "none yet"
    return (
        f"A worker process died, most often because memory ran out. Files under way: {files}. "
        f"Nothing was published. Run again with fewer --workers than {workers}, or move the file at fault away."
    )


def begin_worker() -> None:
    # Ctrl-C reaches the whole process group; the parent alone answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _progress(n_files: int) -> Iterator[Callable[[int], None]]:
    """A function to be told how many more files are done: a bar in a terminal, elsewhere a log line now and then."""
    if not sys.stderr.isatty():
        yield _logged_progress(n_files)
        return
    columns = (TextColumn("Analysing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=n_files)
        yield lambda n_more: bar.advance(task, n_more)


def _logged_progress(n_files: int) -> Callable[[int], None]:
    n_done, last = 0, time.monotonic()

    def advance(n_more: int) -> None:
        nonlocal n_done, last
        n_done += n_more
        if time.monotonic() - last > _SECONDS_BETWEEN_LOG_LINES:
            last = time.monotonic()
            logger.info("%s of %s files analysed", f"{n_done:,}", f"{n_files:,}")

    return advance
