"""How good the attributions are: articles that people annotated, analysed as `copydesk run` would.

gold/text/NAME.txt                      the articles, UTF-8
gold/attributions/NAME_ANNOTATOR.ann    brat's stand-off files; of several the first by name counts
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.progress import track
from rich.table import Table
from rich.text import Text

from flows.errors import CopydeskError, UsageError
from flows.processes import begin_worker
from flows.read_raw import raw_file
from flows.staging import raw_records
from transforms.accuracy import (
    CONFIDENT,
    Accuracy,
    AnnotatedArticle,
    Comparison,
    PrecisionRecall,
    Share,
    TrueSpeaker,
    accuracy,
    compare,
    compare_missing,
)
from transforms.analyse import analyse_document
from transforms.annotations import AnnotationError, read_annotations
from transforms.document import Document

_N_DIGITS = 4

Speakers = Mapping[str, tuple[TrueSpeaker, ...]]  # name of the article -> who speaks in each attribution


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An annotated article and the file that holds its text."""

    path: Path
    article: AnnotatedArticle


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures, and a line for each article that could not be analysed: nothing of it counts as found."""

    accuracy: Accuracy
    missing: tuple[str, ...]


def evaluate(gold: Path, speakers: Path | None, workers: int) -> Evaluation:
    """The figures over all annotated articles of the folder `gold`, analysed in up to `workers` processes.

    `speakers` is a file of the true speakers of some articles: {NAME: [{"i": 0, "speaker": "…", "kind": "person"}]}.
    Raises `UsageError` where the folder or the file is not as expected, `CopydeskError` where a process dies or no
    article can be analysed.
    """
    articles = gold_articles(gold, true_speakers(speakers) if speakers else {})
    pool = ProcessPoolExecutor(min(workers, len(articles)), get_context("spawn"), begin_worker)
    try:
        results = list(_results([pool.submit(_compared, article) for article in articles]))
    except BrokenProcessPool:
        raise CopydeskError(
            "A worker process died, most often because memory ran out: try again with fewer --workers."
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)
    missing = tuple(
        f"{gold.path.name}: {problem}" for gold, (_, problem) in zip(articles, results, strict=True) if problem
    )
    if len(missing) == len(articles):
        raise CopydeskError(f"No article could be analysed, {len(missing)} in all. The first: {missing[0]}")
    return Evaluation(accuracy([comparison for comparison, _ in results]), missing)


def _results(futures: Sequence[Future[tuple[Comparison, str]]]) -> Iterator[tuple[Comparison, str]]:
    console = Console(stderr=True)
    for future in track(futures, "Analysing", console=console, transient=True, disable=not sys.stderr.isatty()):
        yield future.result()


def _compared(gold: GoldArticle) -> tuple[Comparison, str]:
    """The comparison of an article, and why it could not be analysed, or ''."""
    for record in raw_records(raw_file(str(gold.path))):
        if not isinstance(record, Document):
            return compare_missing(gold.article), record.detail
        try:
            analysis = analyse_document(record)
        except Exception as error:  # a run makes it a reject
            return compare_missing(gold.article), f"{type(error).__name__}: {error}. This is a bug in Copydesk."
        return compare(gold.article, analysis.document.text, analysis.quotes), ""
    raise AssertionError("a raw file gives at least one record")


# What people annotated


def gold_articles(gold: Path, speakers: Speakers) -> list[GoldArticle]:
    """The articles of `gold`/text that have a file in `gold`/attributions, sorted by name.

    Raises `UsageError` where a folder or all annotations are missing, a file cannot be read, or an article has another
    number of attributions than of entries in `speakers`.
    """
    for folder in (gold, gold / "text", gold / "attributions"):
        if not folder.is_dir():
            raise UsageError(
                f"There is no folder {str(folder)!r}: --gold is a folder with text and attributions in it."
            )
    texts = {path.stem: path for path in sorted((gold / "text").glob("*.txt")) if not path.name.startswith(".")}
    files = _first_annotators(gold / "attributions", texts)
    if not files:
        form = "text/NAME.txt needs attributions/NAME_ANNOTATOR.ann"
        raise UsageError(f"No article in {str(gold)!r} has annotations: each {form}.")
    if speakers and not speakers.keys() & files.keys():
        raise UsageError(f"The file of --speakers names no article of {str(gold)!r}, but {_listed(speakers)}.")
    return [_gold_article(path, files[name], speakers.get(name)) for name, path in texts.items() if name in files]


def _first_annotators(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """Name of an article -> its first file. A file that could be of two articles, fire and fire_two, is of the
    longer name."""
    longest_first = sorted(names, key=len, reverse=True)
    files: dict[str, Path] = {}
    for path in sorted(folder.glob("*.ann")):
        name = next((name for name in longest_first if path.name.startswith(f"{name}_")), None)
        if name is not None:
            files.setdefault(name, path)
    return files


def _gold_article(path: Path, annotated: Path, speakers: tuple[TrueSpeaker, ...] | None) -> GoldArticle:
    text = _text_of(path)
    try:
        annotations = read_annotations(_text_of(annotated), text)
    except AnnotationError as error:
        raise UsageError(f"{annotated}, {error}") from None
    if speakers is not None and len(speakers) != len(annotations):
        n_speakers = f"{len(speakers)} entries for {path.stem}"
        raise UsageError(
            f"The file of --speakers has {n_speakers}, but {annotated} has {len(annotations)} attributions."
        )
    return GoldArticle(path, AnnotatedArticle(text, annotations, speakers))


def _text_of(path: Path) -> str:
    """A file's text with the line breaks that it has: offsets count them."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} is not UTF-8 (byte {error.start}): offsets of annotations count its characters."
        ) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None


def true_speakers(path: Path) -> Speakers:
    """The speakers that the file tells. Raises `UsageError` where it is not of the expected form."""
    try:
        articles = json.loads(_text_of(path))
    except json.JSONDecodeError as error:
        raise UsageError(f"{path} is no JSON: {error}.") from None
    if not isinstance(articles, dict):
        raise UsageError(f"{path} is not of the form {_FORM}.")
    return {name: _of_article(path, name, entries) for name, entries in articles.items()}


_FORM = '{NAME: [{"i": 0, "speaker": "…", "kind": "person"}, …]}'


def _of_article(path: Path, name: str, entries: object) -> tuple[TrueSpeaker, ...]:
    if not isinstance(entries, list):
        raise UsageError(f"{path}, {name}: no list of entries. The form is {_FORM}.")
    for i, entry in enumerate(entries):
        if not _is_entry(entry, i):
            raise UsageError(f"{path}, {name}, entry {i}: {_shown(entry)} is not of the form {_FORM}.")
    return tuple(TrueSpeaker(entry["speaker"], entry["kind"]) for entry in entries)


def _is_entry(entry: object, i: int) -> bool:
    """Whether it is the entry of attribution `i`: they stand in the order of the attributions, each with its number."""
    return (
        isinstance(entry, dict)
        and entry.get("i") == i
        and isinstance(entry.get("kind"), str)
        and "speaker" in entry
        and (entry["speaker"] is None or isinstance(entry["speaker"], str))
    )


def _shown(entry: object, n_chars: int = 60) -> str:
    words = json.dumps(entry, ensure_ascii=False)
    return words if len(words) <= n_chars else words[: n_chars - 1] + "…"


def _listed(names: Iterable[str], n_names: int = 3) -> str:
    several = sorted(names)
    return ", ".join(several[:n_names]) + (", …" if len(several) > n_names else "")


# The figures, shown


def as_json(accuracy: Accuracy) -> dict[str, Any]:
    """Every figure by its name, rounded to four digits: {"joint": {"p": 0.78, "r": 0.24, "f1": 0.36}, …}."""
    return {
        "documents": accuracy.n_documents,
        "missing_documents": accuracy.n_missing_documents,
        "gold": accuracy.n_annotated,
        "predicted": accuracy.n_found,
        **{
            name: {"p": _rounded(score.precision), "r": _rounded(score.recall), "f1": _rounded(score.f1)}
            for name, score in accuracy.scores.items()
        },
        **{name: {"n": share.n, "accuracy": _rounded(share.value)} for name, share in accuracy.shares.items()},
        "expected_calibration_error": _rounded(accuracy.calibration_error),
        "confident": {
            "at_least": CONFIDENT,
            "n": accuracy.confident.n,
            "p": _rounded(accuracy.confident.value if accuracy.confident.n else None),
            "share": _rounded(_share_of_confident(accuracy)),
        },
    }


def as_tables(accuracy: Accuracy) -> RenderableType:
    """The same for the terminal."""
    head = f"Articles: {accuracy.n_documents:,} ({accuracy.n_missing_documents:,} could not be analysed). "
    head += f"Attributions: {accuracy.n_annotated:,} annotated, {accuracy.n_found:,} found."
    return Group(Text(head), "", _scores(accuracy.scores), "", _shares(accuracy.shares), "", _confidence(accuracy))


def _scores(scores: Mapping[str, PrecisionRecall]) -> Table:
    table = _table("Attributions, characters (char) and whole chunks", "precision", "recall", "F1")
    for name, score in scores.items():
        table.add_row(name, *(f"{figure:.{_N_DIGITS}f}" for figure in (score.precision, score.recall, score.f1)))
    return table


def _shares(shares: Mapping[str, Share]) -> Table:
    table = _table("Of the attributions whose content is right (iou50)", "n", "right")
    for name, share in shares.items():
        table.add_row(name, f"{share.n:,}", _figure(share.value if share.n else None))
    return table


def _confidence(accuracy: Accuracy) -> Table:
    table = _table("Confidence, against joint", "figure")
    table.add_row("expected_calibration_error", _figure(accuracy.calibration_error))
    table.add_row(
        f"precision at {CONFIDENT} or more", _figure(accuracy.confident.value if accuracy.confident.n else None)
    )
    table.add_row(f"share at {CONFIDENT} or more", _figure(_share_of_confident(accuracy)))
    return table


def _table(title: str, *headings: str) -> Table:
    table = Table("", title=title, title_justify="left", title_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right")
    return table


def _share_of_confident(accuracy: Accuracy) -> float | None:
    return accuracy.confident.n / accuracy.n_found if accuracy.n_found else None


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.{_N_DIGITS}f}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _N_DIGITS)
