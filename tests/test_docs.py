"""The documentation says what the code does."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from transforms.readability import METRICS
from transforms.tables import TABLES

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def make_docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "docs" / "make_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tables_page_is_current(make_docs: ModuleType) -> None:
    """docs/tables.md lists the columns of transforms/tables.py (else run: python docs/make_docs.py)."""
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == make_docs.tables_page()


def test_readme_lists_the_tables(make_docs: ModuleType) -> None:
    """The README's list of tables is that of transforms/tables.py (else run: python docs/make_docs.py)."""
    current = (ROOT / "README.md").read_text(encoding="utf-8")
    assert make_docs.readme(current) == current
    assert all(f"| {name} |" in current for name in TABLES)


def test_picture_shows_what_the_command_prints(make_docs: ModuleType) -> None:
    """docs/show.svg is what `copydesk show` prints today (else run: python docs/make_docs.py)."""
    assert (ROOT / "docs" / "show.svg").read_text(encoding="utf-8") == make_docs.picture()


def test_readme_counts_the_measures() -> None:
    """The number of readability measures that the README names is right."""
    assert f"{len(METRICS)} measures per article" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_snippets_run(tmp_path: Path) -> None:
    """The README's pandas, Polars and DuckDB snippets run on published tables and give rows."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    snippets = re.findall(r"```python\n(.*?)```", readme.split("## Text files")[0], re.DOTALL)
    assert [next(lib for lib in ("pandas", "polars", "duckdb") if lib in s) for s in snippets] == [
        "pandas",
        "polars",
        "duckdb",
    ]
    run = [sys.executable, "-m", "flows.cli", "run", "--raw", str(ROOT / "data" / "raw")]
    subprocess.run([*run, "--processed", str(tmp_path / "data" / "processed")], check=True, capture_output=True)
    for snippet in snippets:
        *statements, last = re.split(r"\n(?=[^\s)])", snippet.strip())
        code = "\n".join([*statements, f"result = {last}", "assert len(result) > 0"])
        subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)
