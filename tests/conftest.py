"""What several test modules need: a landing zone with articles, a folder for tables, Prefect's server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from without_prefect import article, said


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A landing zone: two articles of September, one of October, one without a date, one file that is rejected."""
    folder = tmp_path / "raw"
    (folder / "wire").mkdir(parents=True)
    (folder / "bridge.txt").write_text(article(said("The bridge opens on Friday"), "2026-09-03"))
    (folder / "ferry.txt").write_text(article(said("The ferry is late again", by="Tomas Reyes"), "2026-09-20"))
    (folder / "wire" / "harvest.txt").write_text(article(said("Nobody has seen such rain"), "2026-10-01"))
    (folder / "notes.txt").write_text(article("Nobody spoke. The rain went on for days and days.\n"))
    (folder / "blank.txt").write_text(" \n")
    return folder


@pytest.fixture
def processed(tmp_path: Path) -> Path:
    """Where the tables go; the folder does not exist yet."""
    return tmp_path / "processed"


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have COPYDESK_* variables."""
    for field in ("RAW", "PROCESSED", "WORKERS", "KEEP_VERSIONS", "REPROCESS", "DEBUG"):
        monkeypatch.delenv(f"COPYDESK_{field}", raising=False)


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """Prefect's temporary server and database, started once: it takes seconds."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield
