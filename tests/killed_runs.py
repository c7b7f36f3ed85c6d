"""Runs that are killed in the middle, in processes forked from one that has all modules and word lists loaded."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import partial
from multiprocessing.context import ForkServerContext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
from without_prefect import article, ingest_here, said

from transforms.tables import TABLES

with TemporaryDirectory() as folder:  # one whole run here, so that each process forked from this one is warm
    (Path(folder) / "raw").mkdir()
    (Path(folder) / "raw" / "a.txt").write_text(article(said("This loads the word lists"), "2026-09-01"))
    ingest_here(Path(folder) / "raw", Path(folder) / "processed")


def forking_processes() -> ForkServerContext:
    """Processes that start with this module loaded."""
    # The fork server looks for what it shall preload before it takes over our sys.path.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["killed_runs"])
    return processes


# One table of each kind, so that there are fewer calls to kill a run at.
TABLES_LEFT_OUT = ("readability", "readability_textstat", "sentiment", "sentiment_terms", "speakers")


def killed_at(k: int, raw: Path, processed: Path) -> None:
    """Ingests as run-2 and kills its own process with SIGKILL at the k-th call that changes what is on the disk.

    A file under way is left torn. Where there are fewer calls, the run ends well. (fsync is no such call: SIGKILL
    loses nothing that was written.)
    """
    n_calls = 0
    for table in TABLES_LEFT_OUT:
        del TABLES[table]

    def dying(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        nonlocal n_calls
        n_calls += 1
        if n_calls == k:
            if function is write_table and hasattr(arguments[1], "write"):
                arguments[1].write(b"PAR1 torn")
                arguments[1].flush()
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **options)

    write_table = pq.write_table
    for name in ("link", "mkdir", "rename", "replace", "rmdir", "symlink", "unlink"):
        setattr(os, name, partial(dying, getattr(os, name)))
    pq.write_table = partial(dying, write_table)
    ingest_here(raw, processed, "run-2", keep_versions=0)
