"""Listing and opening raw files, however odd they are."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from flows.errors import CopydeskError, UsageError
from flows.read_raw import RawFile, raw_bytes, raw_file, raw_files, raw_sha256, source_uri
from flows.staging import raw_records
from transforms.document import Reject


def _names(raw: Path) -> list[str]:
    return [file.source_uri.removeprefix(f"file://{raw}/") for file in raw_files(raw)]


def test_files_are_listed_in_order_and_from_all_folders(tmp_path: Path) -> None:
    """The list is recursive and sorted by address; hidden files and folders are left out."""
    for name in ("b.txt", "a/z.txt", "a/.hidden.txt", ".git/config", "a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Words.")
    assert _names(tmp_path) == ["a.txt", "a/z.txt", "b.txt"]


def test_an_address_has_the_form_of_fsspec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is absolute, begins with file:/// and is not percent-encoded, also for a relative path."""
    (tmp_path / "harbour news.txt").write_text("Words.")
    monkeypatch.chdir(tmp_path)
    [file] = raw_files(Path("."))
    assert file.source_uri == f"file://{tmp_path}/harbour news.txt"
    assert file.n_bytes == 6


def test_one_file_can_stand_for_the_folder(tmp_path: Path) -> None:
    """--raw may name a single file, which gets the address it has as part of its folder."""
    (tmp_path / "a.txt").write_text("Words.")
    assert raw_files(tmp_path / "a.txt") == raw_files(tmp_path)


def test_a_missing_folder_is_an_error_that_names_it(tmp_path: Path) -> None:
    """A typing error in --raw must not look like an empty landing zone."""
    with pytest.raises(UsageError, match=r"nowhere.*--raw"):
        raw_files(tmp_path / "nowhere")


def test_a_name_that_is_no_unicode_gets_a_valid_address(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are shown as escapes, and the file is read all the same."""
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as file:
        file.write(b"Words.")
    [file_] = raw_files(tmp_path)
    assert file_.source_uri == f"file://{tmp_path}/caf\\xe9.txt"
    assert file_.source_uri.encode()
    assert raw_bytes(file_) == b"Words."


def test_two_names_with_one_address_are_refused(tmp_path: Path) -> None:
    """Were both read, the rows of one would replace those of the other in every run."""
    for name in (b"caf\xe9.txt", b"caf\\xe9.txt"):
        with open(os.fsencode(tmp_path) + b"/" + name, "wb") as file:
            file.write(b"Words.")
    with pytest.raises(CopydeskError, match="rename one of them"):
        raw_files(tmp_path)


def test_links_to_folders_are_followed_but_never_in_a_circle(tmp_path: Path) -> None:
    """A landing zone may be made of links; one that leads back up ends the way there."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text("Words.")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "raw" / "circle").symlink_to(tmp_path / "raw")
    assert _names(tmp_path / "raw") == ["linked/a.txt"]


def test_what_cannot_be_read_is_listed_and_becomes_a_reject(tmp_path: Path) -> None:
    """A dangling link and a pipe end in the rejects, without waiting for anybody to write to the pipe."""
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    files = raw_files(tmp_path)
    assert [Path(file.path).name for file in files] == ["dangling.txt", "pipe.txt"]
    for file, problem in zip(files, ("No such file", "Not a regular file"), strict=True):
        [record] = raw_records(file)
        assert isinstance(record, Reject)
        assert (record.reason, record.raw_sha256, record.record) == ("unreadable", None, 0)
        assert problem in record.detail
        assert raw_sha256(file) is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_listed_and_becomes_a_reject(tmp_path: Path) -> None:
    """What lies in it is unknown, so the folder itself is reported."""
    (tmp_path / "locked").mkdir(mode=0)
    [file] = raw_files(tmp_path)
    [record] = raw_records(file)
    assert isinstance(record, Reject)
    assert record.reason == "unreadable"


def test_a_checksum_is_that_of_the_bytes(tmp_path: Path) -> None:
    """It is the same value that the parser stores as raw_sha256."""
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfWords.\r\n" * 100_000)
    file = raw_file(str(tmp_path / "a.txt"))
    assert raw_sha256(file) == hashlib.sha256(raw_bytes(file)).hexdigest()
    [record] = raw_records(file)
    assert record.raw_sha256 == raw_sha256(file)


def test_a_file_that_vanishes_after_the_listing_becomes_a_reject(tmp_path: Path) -> None:
    """The landing zone may change while a run is under way."""
    [record] = raw_records(RawFile(str(tmp_path / "gone.txt"), source_uri(str(tmp_path / "gone.txt")), 0))
    assert isinstance(record, Reject)
    assert record.reason == "unreadable"
