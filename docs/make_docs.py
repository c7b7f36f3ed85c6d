"""Makes what the documentation takes from the code: docs/tables.md, the README's list of tables, docs/show.svg.

    python docs/make_docs.py

tests/test_docs.py holds the committed files to it.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from flows.dictionary import type_name
from flows.show import article
from transforms.analyse import analyse_document
from transforms.document import Document
from transforms.parse import parse
from transforms.tables import TABLES

ROOT = Path(__file__).parent.parent
_BEGIN, _END = "<!-- tables: made by docs/make_docs.py -->\n", "<!-- end of tables -->\n"
_PICTURED = ROOT / "data" / "raw" / "green-steel.txt"
_PARAGRAPHS_PICTURED = 5


def tables_page() -> str:
    """docs/tables.md: every table with all its columns."""
    parts = [
        "# Tables\n\nMade by docs/make_docs.py from transforms/tables.py. Readers also give every table the column "
        "`published_month` (2026-09, or undated), from the names of its folders.\n"
    ]
    for table in TABLES.values():
        parts.append(f"\n## {table.name}\n\n{table.grain}. Key: {', '.join(table.key)}.\n\n")
        parts.append("| column | type | null | description |\n| --- | --- | --- | --- |\n")
        parts.extend(
            f"| {c.name} | {type_name(c)} | {'may be null' if c.nullable else ''} | {c.description} |\n"
            for c in table.columns
        )
    return "".join(parts)


def readme(current: str) -> str:
    """The README with its list of tables made anew."""
    head, rest = current.split(_BEGIN)
    _, tail = rest.split(_END)
    rows = "".join(
        f"| {t.name} | {t.grain.removeprefix('One row per ')} | {', '.join(t.key)} |\n" for t in TABLES.values()
    )
    return f"{head}{_BEGIN}\n| table | one row per | key |\n| --- | --- | --- |\n{rows}\n{_END}{tail}"


def picture() -> str:
    """docs/show.svg: the first paragraphs of a sample article as `copydesk show` prints them."""
    (document,) = parse(_PICTURED.read_bytes(), _PICTURED.name)
    assert isinstance(document, Document)
    text = "\n\n".join(document.text.split("\n\n")[:_PARAGRAPHS_PICTURED])
    console = Console(record=True, width=116, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(article(analyse_document(replace(document, text=text))))
    return console.export_svg(title=f"copydesk show data/raw/{_PICTURED.name}", unique_id="show")


def main() -> None:
    (ROOT / "docs" / "tables.md").write_text(tables_page(), encoding="utf-8")
    (ROOT / "docs" / "show.svg").write_text(picture(), encoding="utf-8")
    readme_path = ROOT / "README.md"
    readme_path.write_text(readme(readme_path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
