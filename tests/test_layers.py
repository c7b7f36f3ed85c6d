"""Who may import what: transforms is pure, the readers of the tables know neither package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TRANSFORMS = sorted((ROOT / "transforms").rglob("*.py"))
READERS = [path for folder in ("notebooks", "dashboard") for path in sorted((ROOT / folder).rglob("*.py"))]

# What opens files or sockets, starts processes, or runs the flow. importlib.resources is the one way to a file, and
# only to the package's own.
FORBIDDEN_MODULES = frozenset(
    """aiohttp asyncio bz2 codecs.open ctypes dbm duckdb fileinput flows fsspec ftplib glob gzip http httpx io lzma mmap
    multiprocessing nltk onnx os pathlib pickle pkgutil polars posix prefect pyarrow.csv pyarrow.dataset pyarrow.flight
    pyarrow.fs pyarrow.parquet requests runpy safetensors selectors shelve shutil signal smtplib socket socketserver
    sqlite3 ssl subprocess sys tarfile tempfile torch training urllib.request urllib3 webbrowser zipfile""".split()
)
FORBIDDEN_CALLS = frozenset("open exec eval compile __import__ input print breakpoint".split())
FORBIDDEN_METHODS = frozenset("open write_text write_bytes read_csv read_parquet to_parquet to_csv from_path".split())


def _imports(tree: ast.AST) -> Iterator[str]:
    """Every module that a file imports, wherever in it, and every name imported from one, as module.name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import: the layout is read off the full names"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _is_of(module: str, packages: frozenset[str]) -> bool:
    parts = module.split(".")
    return any(".".join(parts[:n]) in packages for n in range(1, len(parts) + 1))


def _opens_something(tree: ast.AST) -> Iterator[str]:
    """The calls of a file that could open something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name) and called.id in FORBIDDEN_CALLS:
                yield f"line {node.lineno}: {called.id}()"
            if isinstance(called, ast.Attribute) and called.attr in FORBIDDEN_METHODS:
                yield f"line {node.lineno}: .{called.attr}()"


def _breaches(source: str) -> list[str]:
    tree = ast.parse(source)
    return [*(m for m in _imports(tree) if _is_of(m, FORBIDDEN_MODULES)), *_opens_something(tree)]


@pytest.mark.parametrize("path", TRANSFORMS, ids=lambda path: str(path.relative_to(ROOT)))
def test_transforms_are_pure(path: Path) -> None:
    """No module of transforms imports the flow, or anything that opens files or sockets, or opens them itself."""
    assert _breaches(path.read_text(encoding="utf-8")) == []


def test_resources_are_the_packages_own() -> None:
    """importlib.resources is asked for this package's own folders alone."""
    asked = [
        node.args[0]
        for path in TRANSFORMS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "files"
    ]
    assert asked
    for argument in asked:
        own = isinstance(argument, ast.Constant) and str(argument.value).split(".")[0] == "transforms"
        assert own or (isinstance(argument, ast.Name) and argument.id in ("__name__", "__package__"))


def test_the_readers_import_neither_package() -> None:
    """Notebooks and the dashboard read the tables and import neither transforms nor flows."""
    packages = frozenset(("transforms", "flows"))
    for path in READERS:
        assert [m for m in _imports(ast.parse(path.read_text(encoding="utf-8"))) if _is_of(m, packages)] == []
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        assert not any(f"{verb} {name}" in path.read_text() for verb in ("import", "from") for name in packages)


@pytest.mark.parametrize(
    "source",
    [
        "import os.path",
        "from pathlib import Path",
        "def f():\n    import socket as s",
        "from urllib import request",
        "import urllib.request",
        "from io import open as o",
        "import flows.settings",
        "from prefect import flow",
        "open('x')",
        "p.write_text('x')",
        "import pyarrow.parquet as pq",
    ],
)
def test_a_breach_is_seen(source: str) -> None:
    """The rule itself works: each way to reach outside is found."""
    assert _breaches(source)


@pytest.mark.parametrize(
    "source", ["import re", "from urllib.parse import urlsplit", "import pyarrow as pa", "opened()"]
)
def test_what_is_pure_is_allowed(source: str) -> None:
    """The rule does not hit what opens nothing."""
    assert _breaches(source) == []


def test_no_module_has_a_name_without_meaning() -> None:
    """No utils, helpers, common, core or manager."""
    names = {path.stem for folder in ("transforms", "flows", "training") for path in (ROOT / folder).rglob("*.py")}
    assert "readability" in names
    assert not names & {"utils", "util", "helpers", "helper", "common", "core", "manager", "misc"}
