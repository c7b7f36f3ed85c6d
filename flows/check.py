"""Whether the published tables keep their promises.

Files readable, keys unique, references whole, offsets true, and counts that agree with each other.
That a required column holds no null needs no look: a file with the right schema cannot store one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.commit import current_version, month_files
from flows.errors import CopydeskError
from flows.publish import is_of_today
from flows.staging import plain
from transforms.document import Document, Voice
from transforms.tables import TABLES, Row, Table, published_month

N_EXAMPLES = 5

Problem = tuple[str, str]  # what is wrong, and where
Rows = Mapping[str, pa.Table]  # table -> its rows of one month


def problems(processed: Path) -> list[str]:
    """What is wrong with the published tables: a sentence for each kind of problem, with a few examples; [] if nothing.

    All checks look at one version, whatever is published meanwhile. Raises `CopydeskError` where no version is.
    """
    version = current_version(processed)
    if version is None:
        raise CopydeskError(f"No tables are published in {processed}: run `copydesk run` first, or name --processed.")
    # What lies in a file that cannot be read cannot be told: then that is all there is to say.
    found = [*_link_problems(processed), *_file_problems(version)] or list(_row_problems(version))
    examples: dict[str, list[str]] = defaultdict(list)
    for what, where in found:
        examples[what].append(where)
    return [_sentence(what, where) for what, where in examples.items()]


def _sentence(what: str, where: Sequence[str]) -> str:
    more = f" and {len(where) - N_EXAMPLES:,} more" if len(where) > N_EXAMPLES else ""
    return f"{what}: {', '.join(where[:N_EXAMPLES])}{more}."


def _link_problems(processed: Path) -> Iterator[Problem]:
    for table in TABLES:
        if not (processed / table).is_dir():
            yield "No link leads to the table", str(processed / table)


def _file_problems(version: Path) -> Iterator[Problem]:
    for table in TABLES.values():
        files = month_files(version / table.name)
        if not files:
            yield "The table has no file", table.name
        for file in files.values():
            try:
                pq.ParquetFile(file).read()
                if not is_of_today(file, table):
                    yield "The file has other columns than this Copydesk writes (run with --reprocess)", str(file)
            except (OSError, pa.ArrowException) as error:
                yield "The file cannot be read", f"{file} ({error})"


def _row_problems(version: Path) -> Iterator[Problem]:
    rejects = pa.concat_tables(_rows(version, "rejects", month) for month in month_files(version / "rejects"))
    runs = pa.concat_tables(_rows(version, "runs", month) for month in month_files(version / "runs"))
    run_ids = set(runs["run_id"].to_pylist())
    rejected = set(zip(*rejects.select(["source_uri", "record"]).to_pydict().values(), strict=True))
    yield from _key_problems(TABLES["rejects"], rejects)
    yield from _key_problems(TABLES["runs"], runs)
    yield from _missing("rejects.run_id is not in runs", set(rejects["run_id"].to_pylist()) - run_ids)
    about_articles = [table.name for table in TABLES.values() if "doc_id" in table.schema.names]
    seen: set[str] = set()
    for month in sorted({month for table in about_articles for month in month_files(version / table)}):
        rows = {table: _rows(version, table, month) for table in about_articles}
        documents = rows["documents"].to_pylist()
        yield from _missing("documents.doc_id is in two months", seen & {row["doc_id"] for row in documents})
        seen.update(row["doc_id"] for row in documents)
        yield from _missing("documents.run_id is not in runs", {row["run_id"] for row in documents} - run_ids)
        for table in about_articles:
            yield from _key_problems(TABLES[table], rows[table])
        for row in documents:
            yield from _document_problems(row, month)
            if (row["source_uri"], row["record"]) in rejected:
                yield "The raw record is in documents and in rejects", row["source_uri"]
        yield from _reference_problems(rows)
        yield from _offset_problems(rows)
        yield from _count_problems(rows)


def _rows(version: Path, table: str, month: str) -> pa.Table:
    schema = plain(TABLES[table].schema)
    file = month_files(version / table).get(month)
    return schema.empty_table() if file is None else pq.ParquetFile(file).read().cast(schema)


def _key_problems(table: Table, rows: pa.Table) -> Iterator[Problem]:
    counts = rows.group_by(list(table.key)).aggregate([([], "count_all")])
    for row in counts.filter(pc.field("count_all") > 1).select(list(table.key)).to_pylist():
        yield f"Rows of {table.name} have the same {', '.join(table.key)}", " ".join(map(str, row.values()))


def _document_problems(row: Row, month: str) -> Iterator[Problem]:
    document = Document(
        row["source_uri"], row["record"], row["raw_sha256"], row["text"], published_at=row["published_at"]
    )
    if document.doc_id != row["doc_id"]:
        yield "documents.doc_id is not made from source_uri and record", row["doc_id"]
    if document.content_sha256 != row["content_sha256"]:
        yield "documents.content_sha256 is not that of text", row["doc_id"]
    if len(document.text) != row["n_chars"]:
        yield "documents.n_chars is not the length of text", row["doc_id"]
    if published_month(document) != month:
        yield f"An article of another month is in the partition {month}", row["doc_id"]


def _reference_problems(rows: Rows) -> Iterator[Problem]:
    doc_ids = set(rows["documents"]["doc_id"].to_pylist())
    for table, of_table in rows.items():
        unknown = set(of_table["doc_id"].to_pylist()) - doc_ids
        yield from _missing(f"{table}.doc_id is not in documents of the same month", unknown)
    measured = set(rows["readability_textstat"]["doc_id"].to_pylist())
    yield from _missing("The article has no row in readability_textstat", doc_ids - measured)
    read = _tuples(rows["readability"], "doc_id", "voice")
    yield from _missing("The article has no row in readability for a voice", set(product(doc_ids, Voice)) - read)
    speakers = _tuples(rows["speakers"], "doc_id", "speaker_id")
    speaking = rows["quotes"].filter(pc.is_valid(rows["quotes"]["speaker_id"]))
    yield from _missing("quotes.speaker_id is not in speakers", _tuples(speaking, "doc_id", "speaker_id") - speakers)


def _offset_problems(rows: Rows) -> Iterator[Problem]:
    texts = dict(zip(*rows["documents"].select(["doc_id", "text"]).to_pydict().values(), strict=True))
    for quote in rows["quotes"].to_pylist():
        text = texts.get(quote["doc_id"], "")
        for part in ("content", "cue", "source"):
            if quote[part] != _text_at(quote[f"{part}_spans"], text):
                yield f"quotes.{part} is not what documents.text holds at {part}_spans", quote["quote_id"]
        spans = quote["content_spans"]
        if not spans or (quote["content_start"], quote["content_end"]) != (spans[0]["start"], spans[-1]["end"]):
            yield "quotes.content_start and content_end are not the bounds of content_spans", quote["quote_id"]
        if any(one["end"] > following["start"] for one, following in pairwise(spans)):
            yield "quotes.content_spans are not in order, or overlap", quote["quote_id"]
    for speaker in rows["speakers"].to_pylist():
        n_chars = len(texts.get(speaker["doc_id"], ""))
        if not all(0 <= span["start"] < span["end"] <= n_chars for span in speaker["mentions"]):
            yield "speakers.mentions lies outside documents.text", f"{speaker['doc_id']} {speaker['speaker_id']}"


def _count_problems(rows: Rows) -> Iterator[Problem]:
    """Values that stand in two tables, or add up to one that does."""
    documents, readability, quotes = rows["documents"], rows["readability"], rows["quotes"]
    is_of_all = pc.equal(readability["voice"], Voice.ALL.value)
    of_all = readability.filter(is_of_all)
    of_parts = _sums(readability.filter(pc.invert(is_of_all)), ["doc_id"], ["n_words"])
    what = "documents.n_words is not readability.n_words of the voice all"
    yield from _unequal(what, documents, of_all, ["doc_id"], "n_words")
    what = "readability.n_words of quoted and narration do not add up to that of all"
    yield from _unequal(what, of_all, of_parts, ["doc_id"], "n_words")

    category = ["doc_id", "voice", "lexicon", "category"]
    of_terms = _sums(rows["sentiment_terms"], category, ["n_matches", "n_negated"])
    for column in ("n_matches", "n_negated"):
        what = f"sentiment_terms.{column} do not add up to sentiment.{column}"
        yield from _unequal(what, rows["sentiment"], of_terms, category, column, "full outer")

    speaker = ["doc_id", "speaker_id"]
    said = quotes.filter(pc.is_valid(quotes["speaker_id"]))
    named = said.group_by([*speaker, "speaker"]).aggregate([])
    what = "quotes.speaker is not speakers.speaker of the speaker_id"
    yield from _unequal(what, rows["speakers"], named, speaker, "speaker")
    said = said.append_column("n_quotes", pa.repeat(1, len(said))).append_column("n_words_quoted", said["n_words"])
    of_quotes = _sums(said, speaker, ["n_quotes", "n_words_quoted"])
    for column in ("n_quotes", "n_words_quoted"):
        what = f"speakers.{column} is not what the speaker's rows in quotes add up to"
        yield from _unequal(what, rows["speakers"], of_quotes, speaker, column, "full outer")


def _sums(rows: pa.Table, keys: list[str], columns: Iterable[str]) -> pa.Table:
    """One row for each value of `keys`, with the sums of `columns` under their own names."""
    sums = rows.group_by(keys).aggregate([(column, "sum") for column in columns])
    return sums.rename_columns([name.removesuffix("_sum") for name in sums.column_names])


def _unequal(
    what: str, one: pa.Table, other: pa.Table, keys: list[str], column: str, join: str = "inner"
) -> Iterator[Problem]:
    """A problem for each value of `keys` with which `column` differs; no row is worth 0, where `join` lets it in."""
    tables = [table.select([*keys, column]) for table in (one, other)]
    rows = tables[0].join(tables[1], keys, join_type=join, right_suffix=" of the other")
    values = [rows[column], rows[f"{column} of the other"]]
    nothing = "" if pa.types.is_string(values[0].type) else 0
    differs = pc.not_equal(*(pc.fill_null(of_one, nothing) for of_one in values))
    yield from _missing(what, _tuples(rows.filter(differs), *keys))


def _text_at(spans: Sequence[Mapping[str, int]], text: str) -> str | None:
    """The string at `spans`, its pieces joined as in the tables; None where there is no span, or one lies outside."""
    if not spans or not all(0 <= span["start"] < span["end"] <= len(text) for span in spans):
        return None
    return " … ".join(text[span["start"] : span["end"]] for span in spans)


def _tuples(rows: pa.Table, *columns: str) -> set[tuple[str, ...]]:
    return set(zip(*(rows[column].to_pylist() for column in columns), strict=True))


def _missing(what: str, where: Iterable[str | tuple[str, ...]]) -> Iterator[Problem]:
    for one in sorted(where):
        yield what, one if isinstance(one, str) else " ".join(one)
