"""The data dictionary, as `copydesk tables` prints it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table as RichTable

from transforms.tables import CATEGORY, SPANS, TEXT, TIME, Column, Table

_TYPE_NAMES = {TEXT: "text", CATEGORY: "category", TIME: "timestamp, UTC", SPANS: "list of start, end"}


def dictionary(tables: Iterable[Table]) -> RenderableType:
    """Each table's grain and key, and a line for each column."""
    return Group(*(_table(table) for table in tables))


def _table(table: Table) -> RichTable:
    title = f"[bold]{table.name}[/bold]\n{table.grain}. Key: {', '.join(table.key)}."
    columns = RichTable("column", "type", "null", "description", title=title, title_justify="left", title_style="")
    for column in table.columns:
        columns.add_row(column.name, type_name(column), "null" if column.nullable else "", column.description)
    return columns


def type_name(column: Column) -> str:
    return _TYPE_NAMES.get(column.type, str(column.type))
