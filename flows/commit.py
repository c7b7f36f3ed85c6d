"""A commit is one rename: the folders of versions, the lock of the one writer, the link that readers go through.

    processed/quotes                      -> .versions/current/quotes, one such link per table
    processed/.versions/current           -> 7, the link that a commit replaces
    processed/.versions/7/quotes/published_month=2026-09/part-0.parquet
    processed/.versions/lock              held with flock by the writer
    processed/.versions/staging-<run_id>  what a run under way has so far
    processed/.versions/building-8        the version that it is about to publish
    processed/.versions/removed-2         an old version that is being removed

A folder with a number is always a whole version: it gets its number when it is complete, and loses it before it
is removed. So versions above the current one, as after a roll-back, stay. What is being staged, built or removed
while nobody holds the lock belongs to a run that died; the next writer clears it.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flows.errors import CopydeskError
from flows.terminal import printable_line
from transforms.tables import TABLES

logger = logging.getLogger(__name__)

PART = "part-0.parquet"
_MONTH = "published_month="
_BUILDING = "building-"


def versions_folder(processed: Path) -> Path:
    """The hidden folder that holds all versions."""
    return processed / ".versions"


def current_version(processed: Path) -> Path | None:
    """The folder of the published version, or None before the first commit.

    The path has the version's number in it, so it stays the same version while newer ones are published.
    Raises `CopydeskError` where the link is broken.
    """
    versions = versions_folder(processed)
    current = versions / "current"
    if not os.path.lexists(current):
        # A first run that died just before its commit leaves a version too, and the link that was to replace this one.
        next_link = versions / "current.new"
        never_published = os.readlink(next_link) if next_link.is_symlink() else ""
        if lost := [number for number in _numbers(versions) if str(number) != never_published]:
            raise CopydeskError(f"The link {current} is gone: restore it (ln -s {max(lost)} {current}).")
        return None
    number = os.readlink(current) if current.is_symlink() else ""
    if not number.isdecimal() or not current.is_dir():
        raise CopydeskError(f"{current} is not a link to a version beside it: replace it by one (ln -s N {current}).")
    return versions / number


def month_folder(table_folder: Path, month: str) -> Path:
    """The partition of `month` (``2026-09`` or ``undated``) in a table's folder."""
    return table_folder / f"{_MONTH}{month}"


def month_folders(table_folder: Path) -> dict[str, Path]:
    """Month -> folder, for every partition that a table's folder holds, in order."""
    return {path.name.removeprefix(_MONTH): path for path in sorted(table_folder.glob(f"{_MONTH}*"))}


def month_files(table_folder: Path) -> dict[str, Path]:
    """Month -> file, for every partition of a published table, in order."""
    return {month: folder / PART for month, folder in month_folders(table_folder).items()}


@contextmanager
def writer_lock(processed: Path) -> Iterator[None]:
    """Keeps every other writer out of `processed`, and clears what a run that died left there.

    The lock dies with its process. Raises `CopydeskError` at once where another run holds it, or where
    something lies in the place of a table's link; nothing is touched then.
    """
    _check_links(processed)
    versions = versions_folder(processed)
    if processed.is_dir() and not versions.exists() and any(processed.iterdir()):
        raise CopydeskError(
            f"{processed} holds files that Copydesk did not publish: empty it, or name another folder with --processed."
        )
    if processed.exists() and not processed.is_dir():
        raise CopydeskError(f"{processed} is a file: name a folder with --processed.")
    versions.mkdir(parents=True, exist_ok=True)
    with open(versions / "lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CopydeskError(
                f"Another run is writing to {processed}: {lock.name} is held by {lock.read() or 'it'}. "
                "Wait until it has ended, or stop it."
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()} on {socket.gethostname()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        lock.flush()
        _clear_leftovers(processed)
        yield


def begin_version(processed: Path) -> Path:
    """A new empty folder in which to build the version after the newest one."""
    versions = versions_folder(processed)
    building = versions / f"{_BUILDING}{max(_numbers(versions), default=0) + 1}"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    return building


def commit(processed: Path, building: Path, keep_versions: int) -> Path:
    """Publishes what `begin_version` began, whose files are on disk, in one rename; returns the version's folder.

    Then all but `keep_versions` old versions are removed. Once the new one is published nothing is raised.
    """
    _sync_folders(building)
    _link_tables(processed)
    versions = versions_folder(processed)
    version = versions / building.name.removeprefix(_BUILDING)
    link = versions / "current.new"
    link.unlink(missing_ok=True)
    link.symlink_to(version.name)
    os.rename(building, version)
    _sync_folder(versions)
    os.replace(link, versions / "current")
    with _best_effort("waiting until the link is on disk"):
        _sync_folder(versions)
    with _best_effort("removing the links of tables that are no more"):
        _unlink_gone_tables(processed)
    with _best_effort("removing old versions"):
        _remove_old(versions, int(version.name), keep_versions)
    return version


@contextmanager
def _best_effort(what: str) -> Iterator[None]:
    """The tables are published: what goes wrong after that is for a later run to mend, and fails none."""
    try:
        yield
    except OSError as error:
        logger.warning("Published, but %s failed: %s", what, printable_line(str(error)))


def _check_links(processed: Path) -> None:
    for table in TABLES:
        link = processed / table
        if os.path.lexists(link) and not (link.is_symlink() and os.readlink(link) == _link_target(table)):
            raise CopydeskError(
                f"{link} is in the place of a table and was not made by Copydesk: "
                "move it away, or name another folder with --processed."
            )


def _link_target(table: str) -> str:
    return f".versions/current/{table}"


def _link_tables(processed: Path) -> None:
    """Before the first commit these links lead nowhere; the commit brings all tables to life at once."""
    for table in TABLES:
        link = processed / table
        if not link.is_symlink():
            link.symlink_to(_link_target(table))
    _sync_folder(processed)


def _unlink_gone_tables(processed: Path) -> None:
    """Removes the links of tables that an older Copydesk had and this one has not."""
    for path in processed.iterdir():
        if path.name not in TABLES and path.is_symlink() and os.readlink(path) == _link_target(path.name):
            path.unlink()


def _clear_leftovers(processed: Path) -> None:
    current_version(processed)  # a broken link stops the run before anything is cleared
    for path in versions_folder(processed).iterdir():
        if path.name.startswith(("staging-", "removed-", _BUILDING)):
            shutil.rmtree(path)


def _remove_old(versions: Path, current: int, keep_versions: int) -> None:
    """Renames before it removes, so that a folder with a number is always a whole version."""
    old = [number for number in _numbers(versions) if number < current]
    for number in old[: max(0, len(old) - keep_versions)]:
        removed = versions / f"removed-{number}"
        os.rename(versions / str(number), removed)
        shutil.rmtree(removed, ignore_errors=True)


def _numbers(versions: Path) -> list[int]:
    if not versions.is_dir():
        return []
    return sorted(int(path.name) for path in versions.iterdir() if path.name.isdecimal())


def _sync_folders(top: Path) -> None:
    for folder, _, _ in os.walk(top, topdown=False):
        _sync_folder(Path(folder))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
