"""Which raw files are new or changed since the published version, told by the SHA-256 of their bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq

from flows.commit import month_files
from flows.read_raw import RawFile, raw_sha256


@dataclass(frozen=True, slots=True)
class Changes:
    """Every raw file, by what happened to it. `unreadable` ones have rows but cannot be read now: they keep them."""

    new: tuple[RawFile, ...]
    changed: tuple[RawFile, ...]
    unchanged: tuple[RawFile, ...]
    unreadable: tuple[RawFile, ...]


def changes(files: Iterable[RawFile], known: Mapping[str, str | None]) -> Changes:
    """What happened to the raw files since they were `known` (address -> SHA-256, see `known_files`).

    A new file is not read here: the worker that analyses it will read it once.
    """
    by_change: dict[str, list[RawFile]] = {"new": [], "changed": [], "unchanged": [], "unreadable": []}
    for file in files:
        by_change[_change(file, known)].append(replace(file, has_rows=file.source_uri in known))
    return Changes(**{change: tuple(changed) for change, changed in by_change.items()})


def known_files(version: Path | None) -> dict[str, str | None]:
    """Address -> SHA-256 of every raw file that has rows in the published version; None where it was unreadable."""
    known: dict[str, str | None] = {}
    if version is not None:
        for table in ("documents", "rejects"):
            for file in month_files(version / table).values():
                columns = pq.ParquetFile(file).read(["source_uri", "raw_sha256"]).to_pydict()
                known.update(zip(columns["source_uri"], columns["raw_sha256"], strict=True))
    return known


def _change(file: RawFile, known: Mapping[str, str | None]) -> str:
    if file.source_uri not in known:
        return "new"
    before, now = known[file.source_uri], raw_sha256(file)
    if before == now:
        return "unchanged"
    return "unreadable" if now is None else "changed"


def write_files(files: Iterable[RawFile], path: Path) -> None:
    """Writes a list of raw files, a JSON array of the fields of a `RawFile` on each line."""
    path.write_text("".join(json.dumps(astuple(file)) + "\n" for file in files))


def read_files(path: Path) -> list[RawFile]:
    """The raw files that `write_files` wrote to `path`."""
    return [RawFile(*json.loads(line)) for line in path.read_text().splitlines()]
