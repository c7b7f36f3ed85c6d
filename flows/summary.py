"""What a run did: as values, as lines for the terminal, as a page for Prefect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from flows.commit import month_files
from flows.terminal import printable_line

Rejects = Mapping[str, list[tuple[str, str]]]  # reason -> (address, explanation) of every reject


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run found, and what the tables hold after it. `copydesk run --json` prints these fields."""

    run_id: str
    n_raw: int  # raw files listed
    n_documents: int  # articles in the tables
    n_new: int  # raw files read for the first time
    n_changed: int  # raw files whose bytes changed
    n_unchanged: int  # raw files whose bytes did not change
    n_rejects: int  # raw records in rejects
    rows: dict[str, int]  # by table
    seconds: float  # from listing the raw files to the commit
    processed: str  # where the tables are
    version: int  # of the tables
    is_published: bool  # whether this run made that version: if not, nothing was new or changed


def rejects_by_reason(version: Path) -> Rejects:
    """The rejects of a version, the most frequent reason first."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for file in month_files(version / "rejects").values():
        for row in pq.ParquetFile(file).read(["source_uri", "reason", "detail"]).to_pylist():
            found[row["reason"]].append((row["source_uri"], row["detail"]))
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def as_text(summary: RunSummary, rejects: Rejects) -> str:
    """The summary for the terminal; of the rejects a few file names for each reason."""
    lines = [f"{headline(summary)} {summary.seconds:.1f} s."]
    if rejects:
        lines += ["", "Rejects", *(f"  {line}" for line in _reject_lines(rejects, n_examples=3))]
        lines += ["  What to do about each stands in the table rejects, and `copydesk show FILE` says it too."]
    lines += ["", "Rows", *(f"  {table:<22}{n:>9,}" for table, n in summary.rows.items())]
    lines += ["", f"Tables: {summary.processed} (version {summary.version})"]
    lines += [f"  import pandas as pd; quotes = pd.read_parquet({f'{summary.processed}/quotes'!r})"]
    return "\n".join(lines)


def as_markdown(summary: RunSummary, rejects: Rejects, slowest: Mapping[str, float]) -> str:
    """The summary as a page for Prefect; of the rejects up to 20 examples for each reason."""
    lines = [f"# Copydesk run {summary.run_id}", "", f"{headline(summary)} {summary.seconds:.1f} s."]
    lines += ["", f"Tables: `{summary.processed}`, version {summary.version}."]
    lines += ["", "| table | rows |", "| --- | ---: |", *(f"| {table} | {n:,} |" for table, n in summary.rows.items())]
    for reason, examples in rejects.items():
        lines += ["", f"## Rejects: {reason} ({len(examples):,})", ""]
        lines += [f"- {_code(uri)}: {_code(detail)}" for uri, detail in examples[:20]]
    if slowest:
        lines += ["", "## Slowest files", "", "| seconds | file |", "| ---: | --- |"]
        lines += [f"| {seconds:.2f} | {_code(uri)} |" for uri, seconds in slowest.items()]
    return "\n".join(lines)


def headline(summary: RunSummary) -> str:
    """The summary in two sentences."""
    found = f"{summary.n_new:,} new, {summary.n_changed:,} changed, {summary.n_unchanged:,} unchanged"
    holds = f"articles: {summary.n_documents:,}, rejects: {summary.n_rejects:,}"
    done = (
        f"Published version {summary.version}"
        if summary.is_published
        else f"Nothing new: version {summary.version} stays"
    )
    return f"Raw files: {summary.n_raw:,} ({found}). {done} ({holds})."


def _reject_lines(rejects: Rejects, n_examples: int) -> Iterator[str]:
    for reason, examples in rejects.items():
        names = [printable_line(uri.rsplit("/", 1)[-1]) for uri, _ in examples[:n_examples]]
        more = ", …" if len(examples) > n_examples else ""
        yield f"{reason:<22}{len(examples):>9,}  {', '.join(names)}{more}"


def _code(text: str) -> str:
    """Text from a file that Markdown shall show as it is, also in a table."""
    return "`" + printable_line(text).replace("`", "'").replace("|", "¦") + "`"
