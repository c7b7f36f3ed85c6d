"""How fast articles become rows, and how much of the bare model's speed that is.

    python benchmarks/quote_speed.py FOLDER [--workers N] [--repeat N]

FOLDER holds .txt files. In one run, on the same files and as many processes: (1) all that a run does with raw files
(read, clean, segment, measure, find quotes, resolve speakers, write staged Parquet), without Prefect; (2) the bare
model (encoder and answers) on the same word pieces, in the same windows. Rounds alternate, so that a noisy machine
hits both. Prints articles a second of both, their ratio, word pieces a second, and the largest memory of a process.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from flows.processes import stage_all
from flows.read_raw import RawFile, raw_files
from flows.settings import available_cores
from flows.staging import begin_staging, raw_records
from transforms.document import Document
from transforms.quotes.marks import quotations
from transforms.quotes.tagger import INPUTS, tagger
from transforms.quotes.windows import windows_of, words_of
from transforms.segment import segment
from transforms.tables import Run


def seconds_of_all(files: list[RawFile], workers: int) -> float:
    """From raw files to staged rows."""
    with tempfile.TemporaryDirectory() as folder:
        staging = Path(folder)
        begin_staging(staging)
        start = time.perf_counter()
        stage_all(files, staging, Run("benchmark", datetime.now(UTC), "0"), workers)
        return time.perf_counter() - start


def bare(files: list[RawFile]) -> tuple[float, int]:
    """Seconds that the model alone takes for the windows of the files, and how many word pieces those hold."""
    feeds = []
    for file in files:
        for record in raw_records(file):
            if isinstance(record, Document):
                document = segment(record)
                words = words_of(document, quotations(document), tagger()._pieces)
                feeds += [{name: getattr(w, name) for name in INPUTS} for w in windows_of(document, words)]
    session = tagger()._session
    session.run(None, feeds[0])
    start = time.perf_counter()
    for feed in feeds:
        session.run(None, feed)
    return time.perf_counter() - start, sum(len(feed["pieces"]) for feed in feeds)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=available_cores())
    parser.add_argument("--repeat", type=int, default=3)
    a = parser.parse_args()
    files = raw_files(a.folder)
    whole, alone, n_pieces = [], [], 0
    for _ in range(a.repeat):
        whole.append(seconds_of_all(files, a.workers))
        with ProcessPoolExecutor(a.workers, get_context("spawn")) as pool:
            results = list(pool.map(bare, [files[i :: a.workers] for i in range(min(a.workers, len(files)))]))
        alone.append(max(seconds for seconds, _ in results))
        n_pieces = sum(n for _, n in results)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    of_all, of_bare = len(files) / statistics.median(whole), len(files) / statistics.median(alone)
    print(f"{len(files):,} articles, {n_pieces:,} word pieces, {a.workers} processes, median of {a.repeat}")
    print(f"all           {of_all:8.1f} articles a second   {[round(s, 1) for s in whole]} s")
    print(f"bare encoder  {of_bare:8.1f} articles a second   {[round(s, 1) for s in alone]} s")
    print(f"ratio         {of_all / of_bare:8.2f}")
    print(f"bare encoder  {n_pieces / statistics.median(alone) / a.workers:8,.0f} word pieces a second a process")
    print(f"memory        {memory:8,.0f} MB, the largest process")


if __name__ == "__main__":
    main()
