"""The command line: `copydesk --help` says what there is.

Prefect is imported only where a flow runs, so that the other commands start at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.text import Text

from flows.errors import CopydeskError, UsageError
from flows.settings import Settings, flag_of, settings_from
from flows.terminal import printable_line

DONE, FAILED, WRONG, STOPPED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status: 0 done, 1 failed, 2 the command was wrong, 130 stopped."""
    options = _parser().parse_args(arguments)
    if options.debug:
        os.environ["COPYDESK_DEBUG"] = "1"
    try:
        status: int = options.command(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever read our output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("copydesk: stopped. The published tables are whole.", file=sys.stderr)
        return STOPPED
    except Exception as error:
        if os.environ.get("COPYDESK_DEBUG"):
            raise
        print(f"copydesk: {_explanation(error)}", file=sys.stderr)
        return WRONG if isinstance(error, UsageError) else FAILED


def _explanation(error: Exception) -> str:
    if isinstance(error, CopydeskError):
        return printable_line(str(error))
    if isinstance(error, OSError):
        what = os.strerror(error.errno) if error.errno else str(error)
        where = f": {error.filename}" if error.filename else ""
        return printable_line(f"{what}{where}. The published tables are whole: run again once that is mended.")
    return printable_line(f"{type(error).__name__}: {error}. This may be a bug: --debug shows where it happened.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="copydesk",
        description="News text in, analysis-ready Parquet out: readability, sentiment words, and who said what.",
        epilog="Exit status: 0 done (rejects are reported, not fatal), 1 the run failed, 2 the command was wrong.",
    )
    parser.add_argument("--version", action="version", version=f"copydesk {version('copydesk')}")
    parser.add_argument("--debug", action="store_true", help="Show where an error happened (or COPYDESK_DEBUG=1).")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="Read new and changed raw articles and publish the tables.")
    _add_settings(run, *Settings.model_fields)
    run.add_argument("--json", action="store_true", help="Print the summary as one JSON object.")
    run.set_defaults(command=_run)

    show = commands.add_parser("show", help="Show one article: its numbers, its quotes, who said them.")
    show.add_argument("file", metavar="FILE", type=Path, help="A raw file; it need not be published.")
    show.set_defaults(command=_show)

    tables = commands.add_parser("tables", help="Show the data dictionary: what is in every table and column.")
    tables.add_argument("name", metavar="NAME", nargs="?", help="One table only.")
    tables.set_defaults(command=_tables)

    check = commands.add_parser("check", help="Check the published tables: keys, references, offsets, counts, files.")
    _add_settings(check, "processed")
    check.set_defaults(command=_check)

    evaluate = commands.add_parser(
        "evaluate", help="Measure the quotes of articles that people annotated (brat files)."
    )
    evaluate.add_argument(
        "--gold", metavar="DIR", type=Path, required=True, help="Folder with text/NAME.txt and attributions/NAME_*.ann."
    )
    evaluate.add_argument(
        "--speakers",
        metavar="FILE",
        type=Path,
        help='True speakers: {NAME: [{"i": 0, "speaker": "…", "kind": "person"}]}.',
    )
    _add_settings(evaluate, "workers")
    evaluate.add_argument("--json", action="store_true", help="Print the figures as one JSON object.")
    evaluate.set_defaults(command=_evaluate)

    train = commands.add_parser("train", help="Make the model of the quote tagger anew (needs the extra `train`).")
    for flag, what in (
        ("--polnear", "Folder of PolNeAR: train, dev, corenlp."),
        ("--encoder", "Folder of all-MiniLM-L6-v2: model.safetensors, tokenizer.json."),
        ("--out", "Folder to write the model to."),
    ):
        train.add_argument(flag, metavar="DIR", type=Path, required=True, help=what)
    train.set_defaults(command=_train)
    return parser


def _add_settings(parser: argparse.ArgumentParser, *fields: str) -> None:
    """A flag for each field. Its value is checked with the variables' values, in `settings_from`."""
    for field in fields:
        info = Settings.model_fields[field]
        help = f"{info.description} Variable: COPYDESK_{field.upper()}."
        if info.annotation is bool:
            parser.add_argument(flag_of(field), action="store_true", default=None, help=help)
        else:
            parser.add_argument(flag_of(field), metavar=field.split("_")[-1].upper(), help=help)


def _settings(options: argparse.Namespace) -> Settings:
    return settings_from({field: getattr(options, field, None) for field in Settings.model_fields})


def _run(options: argparse.Namespace) -> int:
    settings = _settings(options)
    from flows.commit import current_version, writer_lock
    from flows.read_raw import check_raw

    # What would stop the run at once is told before Prefect takes its seconds to start.
    check_raw(settings.raw)
    with writer_lock(settings.processed):
        pass
    from flows.pipeline import ingest
    from flows.stopping import stoppable
    from flows.summary import as_text, rejects_by_reason

    with stoppable():
        summary = ingest(settings)
    if options.json:
        print(json.dumps(asdict(summary)))
    else:
        published = current_version(settings.processed)
        print(as_text(summary, rejects_by_reason(published) if published else {}))
    return DONE


def _show(options: argparse.Namespace) -> int:
    from flows.read_raw import raw_file
    from flows.show import article
    from flows.staging import raw_records
    from transforms.analyse import analyse_document
    from transforms.document import Document

    if not options.file.exists() or options.file.is_dir():
        raise UsageError(f"{options.file} is {'a folder' if options.file.exists() else 'missing'}: name one file.")
    status = DONE
    for record in raw_records(raw_file(str(options.file))):
        if isinstance(record, Document):
            _console().print(article(analyse_document(record)))
        else:
            _console().print(Text(printable_line(f"Rejected ({record.reason}): {record.detail}")))
            status = FAILED
    return status


def _tables(options: argparse.Namespace) -> int:
    from flows.dictionary import dictionary
    from transforms.tables import TABLES

    if options.name and options.name not in TABLES:
        raise UsageError(f"There is no table {options.name!r}. Tables: {', '.join(TABLES)}.")
    _console().print(dictionary([TABLES[options.name]] if options.name else TABLES.values()))
    return DONE


def _check(options: argparse.Namespace) -> int:
    from flows.check import problems

    settings = _settings(options)
    found = problems(settings.processed)
    for problem in found:
        print(printable_line(problem))
    if not found:
        print(f"{settings.processed}: files readable, keys unique, references whole, offsets and counts true.")
    return FAILED if found else DONE


def _evaluate(options: argparse.Namespace) -> int:
    settings = _settings(options)
    from flows.evaluate import as_json, as_tables, evaluate

    evaluation = evaluate(options.gold, options.speakers, settings.workers)
    for line in evaluation.missing:
        print(f"Not analysed: {printable_line(line)}", file=sys.stderr)
    if options.json:
        print(json.dumps(as_json(evaluation.accuracy)))
    else:
        _console().print(as_tables(evaluation.accuracy))
    return DONE


def _train(options: argparse.Namespace) -> int:
    for flag, folder in (("--polnear", options.polnear), ("--encoder", options.encoder)):
        if not folder.is_dir():
            raise UsageError(f"{flag}: there is no folder '{folder}'.")
    try:
        from training.make import TrainingError, make_model
    except ModuleNotFoundError as error:
        if error.name == "training":
            raise UsageError("Training needs a checkout of Copydesk's repository: run this there.") from None
        raise UsageError(f"Training needs {error.name}: pip install -e '.[train]' in the repository.") from None
    try:
        make_model(options.polnear, options.encoder, options.out)
    except TrainingError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise CopydeskError(f"{error.filename}: {error.strerror}. Give --out a folder that can be written.") from None
    print(
        f"{options.out}: model.onnx, tokenizer.json, confidence.json, weights.safetensors; README.md has the figures."
    )
    return DONE


def _console() -> Console:
    """Standard output. Where it is no terminal, lines are wide enough for tables to be read."""
    return Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120)


if __name__ == "__main__":
    sys.exit(main())
