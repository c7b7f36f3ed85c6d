"""`copydesk evaluate`: figures of a small annotated folder, and what it says where the folder is not as expected."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.cli import DONE, FAILED, WRONG, main
from flows.evaluate import gold_articles

Captured = pytest.CaptureFixture[str]

FERRY = "“The ferry sails at noon,” said Tomas Reyes, the mayor.\n\n“Bring a coat,” said Ina Corvell."
NOTES = "Nobody spoke. The rain went on for days and days.\n"


def _brat(text: str, *attributions: tuple[str, str, str]) -> str:
    """A stand-off file: source, cue and content of each attribution, by their words; '' for none."""
    lines: list[str] = []
    for number, words in enumerate(attributions, start=1):
        arguments = []
        for role, piece in zip(("Source", "Cue", "Content"), words, strict=True):
            if piece:
                key, start = f"T{len(lines) + 1}", text.index(piece)
                lines.append(f"{key}\t{role} {start} {start + len(piece)}\t{piece}")
                arguments.append(f"{role}:{key}")
        lines.append(f"E{number}\t{' '.join(arguments)}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Two annotated articles: one with two attributions, one with none; and one that nobody annotated."""
    folder = tmp_path / "gold"
    (folder / "text").mkdir(parents=True)
    (folder / "attributions").mkdir()
    (folder / "text" / "ferry.txt").write_text(FERRY)
    (folder / "text" / "notes.txt").write_text(NOTES)
    (folder / "text" / "unread.txt").write_text(FERRY)
    attributions = (
        ("Tomas Reyes", "said", "The ferry sails at noon,"),
        ("Ina Corvell", "said Ina", "“Bring a coat,”"),
    )
    (folder / "attributions" / "ferry_a1.ann").write_text(_brat(FERRY, *attributions))
    (folder / "attributions" / "ferry_b2.ann").write_text("")
    (folder / "attributions" / "notes_a1.ann").write_text("")
    return folder


@pytest.fixture
def speakers(tmp_path: Path) -> Path:
    """The true speakers of the article that has some."""
    path = tmp_path / "speakers.json"
    path.write_text(json.dumps({"ferry": [_entry(0, "Tomas Reyes"), _entry(1, "Ina Corvell")]}))
    return path


def _entry(i: int, speaker: str | None, kind: str = "person") -> dict[str, Any]:
    return {"i": i, "speaker": speaker, "kind": kind}


def _evaluated(capsys: Captured, *arguments: str | Path) -> dict[str, Any]:
    assert main(["evaluate", "--json", "--workers", "1", *map(str, arguments)]) == DONE
    figures: dict[str, Any] = json.loads(capsys.readouterr().out)
    return figures


def test_json_has_every_figure(gold: Path, speakers: Path, capsys: Captured) -> None:
    """Both attributions are found as the first annotator has them; the article without is part of the figures."""
    figures = _evaluated(capsys, "--gold", gold, "--speakers", speakers)
    assert [figures[n] for n in ("documents", "missing_documents", "gold", "predicted")] == [2, 0, 2, 2]
    assert figures["content_iou50_direct"] == figures["joint_direct"] == {"p": 1.0, "r": 1.0, "f1": 1.0}
    assert figures["content_iou50_mixed"] == {"p": 0.0, "r": 0.0, "f1": 0.0}
    assert figures["source_overlap_of_matched"] == figures["speaker_of_matched"] == {"n": 2, "accuracy": 1.0}
    scores = [*(f"content_{k}" for k in ("exact", "iou50", "overlap")), "joint"]
    scores += [f"{of}_{role}" for of in ("char", "chunk") for role in ("source", "cue", "content")]
    assert all(figures[name]["f1"] > 0 for name in scores)
    assert 0 <= figures["expected_calibration_error"] < 1
    assert figures["confident"]["at_least"] == 0.9


def test_the_terminal_shows_the_same_figures(gold: Path, capsys: Captured) -> None:
    """Two processes; without a file of speakers their figures are not there."""
    assert main(["evaluate", "--gold", str(gold), "--workers", "2"]) == DONE
    output = capsys.readouterr().out
    assert "Articles: 2 (0 could not be analysed). Attributions: 2 annotated, 2 found." in output
    row = next(line for line in output.splitlines() if "content_iou50_direct" in line)
    assert row.split("│")[2:5] == ["    1.0000 ", " 1.0000 ", " 1.0000 "]
    assert "expected_calibration_error" in output
    assert "speaker_of_matched" not in output


def test_an_article_that_a_run_rejects_is_missing(gold: Path, capsys: Captured) -> None:
    """It is named with the reason, and its attributions count as not found."""
    (gold / "text" / "ferry.txt").write_text(f"---\nweather: fine\n---\n{FERRY}")
    text = (gold / "text" / "ferry.txt").read_text()
    (gold / "attributions" / "ferry_a1.ann").write_text(_brat(text, ("Ina Corvell", "", "Bring a coat")))
    assert main(["evaluate", "--gold", str(gold), "--workers", "1", "--json"]) == DONE
    output = capsys.readouterr()
    figures = json.loads(output.out)
    assert [figures[n] for n in ("documents", "missing_documents", "gold", "predicted")] == [2, 1, 1, 0]
    assert output.err.startswith("Not analysed: ferry.txt: ")


def test_a_folder_of_which_nothing_can_be_analysed_fails(gold: Path, capsys: Captured) -> None:
    """Zeros would look like figures: status 1, and why."""
    for name in ("ferry", "notes"):
        (gold / "text" / f"{name}.txt").write_text(" \n")
        (gold / "attributions" / f"{name}_a1.ann").write_text("")
    assert main(["evaluate", "--gold", str(gold), "--workers", "1"]) == FAILED
    _assert_one_line(capsys, "No article could be analysed, 2 in all. The first: ferry.txt: ")


def test_line_breaks_of_the_text_count(gold: Path, capsys: Captured) -> None:
    """Offsets are those of the file as it is, with its front matter and both characters of a Windows line break."""
    text = f"---\r\ntitle: A title\r\n---\r\n{FERRY}".replace("\n\n", "\r\n\r\n")
    (gold / "text" / "ferry.txt").write_bytes(text.encode())
    (gold / "attributions" / "ferry_a1.ann").write_text(_brat(text, ("Ina Corvell", "said Ina", "Bring a coat,")))
    figures = _evaluated(capsys, "--gold", gold)
    assert figures["content_overlap"] == figures["joint"] == {"p": 0.5, "r": 1.0, "f1": 0.6667}


def test_a_file_is_of_the_article_with_the_longest_name(gold: Path) -> None:
    """ferry_late_a1.ann is no annotation of ferry, where there is an article ferry_late."""
    (gold / "text" / "ferry_late.txt").write_text(NOTES)
    (gold / "attributions" / "ferry_late_a1.ann").write_text("")
    (gold / "attributions" / "ferry_a1.ann").rename(gold / "attributions" / "ferry_z1.ann")
    (gold / "attributions" / "ferry_b2.ann").unlink()
    found = {one.path.stem: len(one.article.annotations) for one in gold_articles(gold, {})}
    assert found == {"ferry": 2, "ferry_late": 0, "notes": 0}


def _without(name: str) -> Callable[[Path], object]:
    return lambda gold: (gold / name).rename(gold / "elsewhere")


def _with(name: str, content: str | bytes) -> Callable[[Path], object]:
    return lambda gold: (gold / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def _without_annotations(gold: Path) -> None:
    for path in (gold / "attributions").iterdir():
        path.rename(path.with_suffix(".txt"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda gold: gold.rename(gold.with_name("away")), "There is no folder '{gold}': --gold is a folder with text"),
        (_without("text"), "There is no folder '{gold}/text': --gold is"),
        (_without("attributions"), "There is no folder '{gold}/attributions': --gold is"),
        (_without_annotations, "No article in '{gold}' has annotations: each text/NAME.txt needs attributions/"),
        (
            _with("attributions/ferry_a1.ann", "T1\tCue 1 4\tThe\nT2\tCue x\n"),
            "{gold}/attributions/ferry_a1.ann, line 2: ",
        ),
        (_with("attributions/ferry_a1.ann", "T1\tCue 1 400\the"), "ferry_a1.ann, line 1: 1 to 400 does not lie in"),
        (_with("attributions/ferry_a1.ann", b"T1\tCue 1 4\tcaf\xe9"), "ferry_a1.ann is not UTF-8 (byte 14)"),
        (_with("text/ferry.txt", b"caf\xe9"), "{gold}/text/ferry.txt is not UTF-8 (byte 3)"),
    ],
)
def test_a_folder_that_is_not_as_expected_is_explained(
    change: Callable[[Path], object], message: str, gold: Path, capsys: Captured
) -> None:
    """A line that names the file, and its line where it has one; status 2."""
    change(gold)
    assert main(["evaluate", "--gold", str(gold)]) == WRONG
    _assert_one_line(capsys, message.replace("{gold}", str(gold)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "speakers.json is no JSON: "),
        ("[]", "speakers.json is not of the form {NAME: "),
        ('{"ferry": {}}', "speakers.json, ferry: no list of entries. The form is {NAME: "),
        (json.dumps({"ferry": [{"i": 0, "kind": "person"}]}), 'ferry, entry 0: {"i": 0, "kind": "person"} is not of'),
        (json.dumps({"ferry": [_entry(1, "Ina Corvell")]}), "ferry, entry 0: "),
        (
            json.dumps({"ferry": [_entry(0, "Ina Corvell")]}),
            "has 1 entries for ferry, but {gold}/attributions/ferry_a1",
        ),
        (json.dumps({"pier": []}), "The file of --speakers names no article of '{gold}', but pier."),
    ],
)
def test_speakers_that_are_not_as_expected_are_explained(
    content: str, message: str, gold: Path, speakers: Path, capsys: Captured
) -> None:
    """A line that names the article and the entry; status 2."""
    speakers.write_text(content)
    assert main(["evaluate", "--gold", str(gold), "--speakers", str(speakers)]) == WRONG
    _assert_one_line(capsys, message.replace("{gold}", str(gold)))


def test_a_missing_file_of_speakers_is_explained(gold: Path, tmp_path: Path, capsys: Captured) -> None:
    """With its name; status 2."""
    assert main(["evaluate", "--gold", str(gold), "--speakers", str(tmp_path / "nowhere.json")]) == WRONG
    _assert_one_line(capsys, "nowhere.json cannot be read: No such file or directory.")


def _assert_one_line(capsys: Captured, message: str) -> None:
    output = capsys.readouterr()
    assert output.out == ""
    [line] = output.err.splitlines()
    assert line.startswith("copydesk: ")
    assert message in line


def test_evaluate_needs_a_folder_and_no_prefect(gold: Path) -> None:
    """argparse asks for --gold, status 2; Prefect, which takes seconds, is not imported."""
    command = [sys.executable, "-m", "flows.cli", "evaluate"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == WRONG
    assert "--gold" in done.stderr
    program = (
        "import sys\nfrom flows.cli import main\n"
        "if __name__ == '__main__':\n"
        f"    status = main(['evaluate', '--gold', {str(gold)!r}, '--workers', '1'])\n"
        "    sys.exit('prefect' in sys.modules or status)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == DONE
