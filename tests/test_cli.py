"""The command line: exit status, messages, output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from without_prefect import article, ingest_here, rewrite, rows_of, said

import flows.staging
from flows.cli import DONE, FAILED, STOPPED, WRONG, main
from flows.commit import writer_lock
from flows.settings import Settings
from transforms.tables import TABLES

Captured = pytest.CaptureFixture[str]


def _run(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """`copydesk` in a process of its own."""
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **variables}, check=False)


def _one_line(error: str) -> str:
    """What a failing command says: a single line, no traceback."""
    [line] = error.splitlines()
    assert line.startswith("copydesk: ")
    return line


# copydesk run


@pytest.mark.usefixtures("prefect_server")
def test_run_prints_a_summary(raw: Path, processed: Path, capsys: Captured) -> None:
    """Counts, rejects with file names, rows per table, where the tables are and how to read them; status 0."""
    assert main(["run", "--raw", str(raw), "--processed", str(processed), "--workers", "1"]) == DONE
    output = capsys.readouterr().out
    assert "Raw files: 5 (5 new, 0 changed, 0 unchanged). Published version 1 (articles: 4, rejects: 1)." in output
    assert "empty                         1  blank.txt" in output
    for table, rows in rows_of(processed).items():
        assert f"{table:<22}{len(rows):>9,}" in output
    line = next(line for line in output.splitlines() if "read_parquet" in line)
    names: dict[str, object] = {}
    exec(line.strip(), names)
    assert len(names["quotes"]) == len(rows_of(processed)["quotes"])  # type: ignore[arg-type]


@pytest.mark.usefixtures("prefect_server")
def test_run_without_changes_says_so_in_json(raw: Path, processed: Path, capsys: Captured) -> None:
    """--json prints one object and nothing else to standard output."""
    ingest_here(raw, processed)
    assert main(["run", "--raw", str(raw), "--processed", str(processed), "--json"]) == DONE
    summary = json.loads(capsys.readouterr().out)
    assert {"run_id", "n_raw", "n_documents", "n_new", "n_changed", "n_unchanged", "n_rejects", "rows"} <= set(summary)
    assert (summary["n_raw"], summary["n_unchanged"], summary["is_published"]) == (5, 5, False)
    assert summary["rows"]["documents"] == summary["n_documents"] == 4
    assert summary["processed"] == str(processed)
    assert summary["seconds"] > 0


@pytest.fixture(scope="module")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where Prefect's temporary server, started by a command, has its database."""
    return str(tmp_path_factory.mktemp("prefect"))


def test_run_in_a_process_of_its_own(raw: Path, processed: Path, prefect_home: str) -> None:
    """With Prefect's temporary server, several worker processes, and settings from variables."""
    done = _run(
        "run",
        "--json",
        COPYDESK_RAW=str(raw),
        COPYDESK_PROCESSED=str(processed),
        COPYDESK_WORKERS="2",
        PREFECT_HOME=prefect_home,
    )
    assert done.returncode == DONE, done.stderr
    assert json.loads(done.stdout)["n_documents"] == 4
    assert "Traceback" not in done.stderr
    assert "Published version 1" in done.stderr


def test_ctrl_c_stops_a_run_at_once(processed: Path, tmp_path: Path, prefect_home: str) -> None:
    """The interrupt reaches all processes of the terminal; the run ends soon, says so, and leaves no tables."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(2000):
        (raw / f"{number}.txt").write_text(article(20 * said(f"This is number {number}")))
    command = [sys.executable, "-m", "flows.cli", "run", "--raw", str(raw), "--processed", str(processed)]
    environment = {**os.environ, "PREFECT_HOME": prefect_home}
    with open(tmp_path / "log", "w") as log:
        run = subprocess.Popen(command, stderr=log, env=environment, start_new_session=True)
        _wait_for("Raw files to analyse", tmp_path / "log")
        os.killpg(run.pid, signal.SIGINT)
        stopped = time.monotonic()
        assert run.wait(30) == STOPPED
    assert time.monotonic() - stopped < 15
    assert "copydesk: stopped. The published tables are whole." in (tmp_path / "log").read_text()
    assert not (processed / "documents").exists()


def _wait_for(text: str, log: Path) -> None:
    end = time.monotonic() + 120
    while text not in log.read_text():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["run", "--raw", "nowhere"], WRONG, "There is no raw file or folder 'nowhere'"),
        (["run", "--workers", "0"], WRONG, "--workers (COPYDESK_WORKERS) is '0'"),
        (["run", "--workers", "many"], WRONG, "--workers (COPYDESK_WORKERS) is 'many'"),
        (["run", "--raw", ".", "--processed", "tables"], WRONG, "--raw and --processed do not go together"),
        (["tables", "nothing"], WRONG, "There is no table 'nothing'. Tables: documents, "),
        (["show", "nowhere.txt"], WRONG, "nowhere.txt is missing: name one file."),
        (["show", "."], WRONG, ". is a folder: name one file."),
        (["check"], FAILED, "No tables are published in data/processed: run `copydesk run` first"),
    ],
)
def test_a_wrong_command_is_explained_in_a_line(
    arguments: list[str], status: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """The message has the value and what to do; status 2 where the command was wrong, 1 where something failed."""
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == status
    output = capsys.readouterr()
    assert output.out == ""
    assert message in _one_line(output.err)
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_is_told_before_prefect_starts(raw: Path, processed: Path, capsys: Captured) -> None:
    """Where another run holds the lock the command fails at once, with status 1."""
    with writer_lock(processed):
        start = time.monotonic()
        assert main(["run", "--raw", str(raw), "--processed", str(processed)]) == FAILED
        assert time.monotonic() - start < 2
    assert "versions/lock is held by process" in _one_line(capsys.readouterr().err)


def test_a_folder_that_cannot_be_written_is_named(raw: Path, tmp_path: Path, capsys: Captured) -> None:
    """An error of the operating system is told with the path it is about."""
    (tmp_path / "file").write_text("")
    assert main(["run", "--raw", str(raw), "--processed", str(tmp_path / "file" / "tables")]) == FAILED
    assert f"Not a directory: {tmp_path}/file/tables" in _one_line(capsys.readouterr().err)


def test_an_unknown_command_is_an_error_of_usage() -> None:
    """argparse's own message and status."""
    done = _run("publish")
    assert done.returncode == WRONG
    assert "invalid choice: 'publish'" in done.stderr
    assert "Traceback" not in done.stderr


def test_debug_shows_where_an_error_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    """--debug and COPYDESK_DEBUG=1 let the exception through."""
    monkeypatch.setenv("COPYDESK_DEBUG", "1")
    with pytest.raises(Exception, match="nothing"):
        main(["tables", "nothing"])


def test_a_bug_is_told_in_a_line(raw: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """What nobody foresaw ends in a line too, with the exception's name."""
    monkeypatch.setattr(flows.staging, "parse", lambda raw, uri: [None])
    assert main(["show", str(raw / "bridge.txt")]) == FAILED
    assert "AttributeError" in _one_line(capsys.readouterr().err)


# copydesk show, tables, check, --help


def test_show_prints_numbers_quotes_and_speakers(raw: Path, capsys: Captured) -> None:
    """The article's text stands there whole, with the number of each quote after it."""
    assert main(["show", str(raw / "ferry.txt")]) == DONE
    output = capsys.readouterr().out
    assert output.startswith("A title\n2026-09-20 00:00 UTC\n")
    assert "“The ferry is late again,”[1] said Tomas Reyes, the mayor of Port Amity, on Monday." in output
    assert "narration" in output
    row = next(line for line in output.splitlines() if line.startswith("│ 1 "))
    assert [cell.strip() for cell in row.strip("│").split("│")][:4] == ["1", "direct", "Tomas Reyes", "said"]


def test_show_prints_what_is_in_the_file_as_it_is(tmp_path: Path, capsys: Captured) -> None:
    """Markup is not read, and escape sequences do not reach the terminal."""
    (tmp_path / "odd.txt").write_text("[bold red]Loud[/bold red] [/nothing] :smile: \x1b[31m\x9b31m" + said("It rains"))
    assert main(["show", str(tmp_path / "odd.txt")]) == DONE
    output = capsys.readouterr().out
    assert "[bold red]Loud[/bold red] [/nothing] :smile:" in output
    assert "\x1b" not in output
    assert "\x9b" not in output


def test_show_says_why_a_file_is_rejected(raw: Path, capsys: Captured) -> None:
    """The reason that `rejects` would have; status 1."""
    assert main(["show", str(raw / "blank.txt")]) == FAILED
    assert capsys.readouterr().out.startswith("Rejected (empty): ")


def test_tables_prints_the_dictionary(capsys: Captured) -> None:
    """Every column of every table, or of one."""
    assert main(["tables"]) == DONE
    output = capsys.readouterr().out
    for table in TABLES.values():
        assert table.grain in output
        assert all(f"│ {column.name} " in output for column in table.columns)
    assert main(["tables", "runs"]) == DONE
    output = capsys.readouterr().out
    assert "run_id" in output
    assert "quote_id" not in output


def test_check_tells_good_tables_from_bad_ones(raw: Path, processed: Path, capsys: Captured) -> None:
    """Status 0 and a line, or status 1 and the problems."""
    ingest_here(raw, processed)
    assert main(["check", "--processed", str(processed)]) == DONE
    assert "offsets and counts true" in capsys.readouterr().out
    rewrite(processed, "documents", "2026-10", lambda rows: [{**row, "n_chars": 0} for row in rows])
    assert main(["check", "--processed", str(processed)]) == FAILED
    assert "documents.n_chars is not the length of text" in capsys.readouterr().out


def test_help_names_every_setting_and_its_variable(capsys: Captured) -> None:
    """A setting that is added to Settings appears in the help by itself."""
    with pytest.raises(SystemExit) as ended:
        main(["run", "--help"])
    assert ended.value.code == DONE
    output = capsys.readouterr().out
    for field in Settings.model_fields:
        assert f"--{field.replace('_', '-')}" in output
        assert f"COPYDESK_{field.upper()}" in output


@pytest.mark.parametrize("command", ["['tables']", "['show', FILE]", "['check', '--processed', TABLES]"])
def test_prefect_is_imported_only_to_run(command: str, raw: Path, processed: Path) -> None:
    """The other commands start in a fraction of the time."""
    ingest_here(raw, processed)
    program = (
        f"import sys; FILE, TABLES = {str(raw / 'ferry.txt')!r}, {str(processed)!r}\n"
        f"from flows.cli import main; status = main({command})\n"
        "sys.exit('prefect' in sys.modules or status)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == DONE


def test_output_that_nobody_reads_is_no_error() -> None:
    """`copydesk tables | head -1` ends quietly."""
    command = f"{sys.executable} -m flows.cli tables | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("documents")
