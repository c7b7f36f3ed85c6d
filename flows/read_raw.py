"""List and open raw files. The landing zone is only ever read.

A raw file's address (`source_uri`) has the form that fsspec uses: ``file:///folder/name.txt``, not
percent-encoded. Bytes of a name that are no valid UTF-8 appear in it as ``\\xff``.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from itertools import pairwise
from pathlib import Path

from flows.errors import CopydeskError, UsageError


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file of the landing zone: its path for the operating system, its address in the tables, its size.

    `has_rows` says whether the published tables hold rows of it.
    """

    path: str
    source_uri: str
    n_bytes: int
    has_rows: bool = False


def raw_files(raw: Path) -> list[RawFile]:
    """All raw files under the folder `raw` (or the one file `raw`), sorted by address.

    Files and folders whose names begin with a dot are left out. What cannot be listed or opened (a folder
    without permission, a dangling link) is in the list too, so that it ends in the rejects and not nowhere.

    Raises `UsageError` where `raw` cannot be read, `CopydeskError` where two names give one address.
    """
    check_raw(raw)
    top = os.path.abspath(raw)
    paths = _paths(top, frozenset()) if os.path.isdir(top) else iter([top])
    files = sorted(map(raw_file, paths), key=lambda file: file.source_uri)
    for one, other in pairwise(files):
        if one.source_uri == other.source_uri:
            raise CopydeskError(f"Two raw files have the address {one.source_uri!r}: rename one of them.")
    return files


def raw_file(path: str) -> RawFile:
    """The raw file at `path`; its size is 0 where the system does not tell."""
    try:
        return RawFile(path, source_uri(path), os.stat(path).st_size)
    except OSError:
        return RawFile(path, source_uri(path), 0)


def check_raw(raw: Path) -> None:
    """Raises `UsageError` where the file or folder `raw` does not exist or may not be read."""
    if not raw.exists():
        raise UsageError(f"There is no raw file or folder {str(raw)!r}: create it, or name another with --raw.")
    if not os.access(raw, os.R_OK):
        raise UsageError(f"Raw files in {str(raw)!r} may not be read: allow it, or name another with --raw.")


def source_uri(path: str) -> str:
    """The address of a file: always valid Unicode, the same in every run.

    >>> source_uri("/news/harbour news.txt")
    'file:///news/harbour news.txt'
    >>> source_uri(os.fsdecode(b"/news/caf\\xe9.txt"))
    'file:///news/caf\\\\xe9.txt'
    """
    return "file://" + os.fsencode(os.path.abspath(path)).decode("utf-8", "backslashreplace")


def raw_bytes(file: RawFile) -> bytes:
    """All bytes of a file. Raises OSError where it cannot be read or is no regular file (a pipe would wait forever)."""
    with _opened(file) as stream:
        return stream.read()


def raw_sha256(file: RawFile) -> str | None:
    """SHA-256 of a file's bytes in hexadecimal, read piece by piece; None where it cannot be read."""
    try:
        with _opened(file) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def _paths(folder: str, above: frozenset[tuple[int, int]]) -> Iterator[str]:
    """The paths under `folder`. Links to folders are followed, unless they lead back to a folder above."""
    try:
        status = os.stat(folder)
        entries = list(os.scandir(folder))
    except OSError:
        yield folder
        return
    here = (status.st_dev, status.st_ino)
    if here in above:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if os.path.isdir(entry.path):
            yield from _paths(entry.path, above | {here})
        else:
            yield entry.path


def _opened(file: RawFile) -> BufferedReader:
    if not stat.S_ISREG(os.stat(file.path).st_mode):
        raise OSError(errno.EINVAL, "Not a regular file")
    return open(file.path, "rb")
