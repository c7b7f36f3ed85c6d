"""How sure an attribution is."""

from __future__ import annotations

import ast
from pathlib import Path

from transforms import analyse
from transforms.quotes import confidence


def test_every_rule_has_a_share() -> None:
    """Every rule name that attributions.py can give stands in the table of confidence.py, and no other."""
    source = (Path(confidence.__file__).parent / "attributions.py").read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = {
        argument.value
        for call in calls
        if getattr(call.func, "id", "") in ("Attribution", "_continuation")
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    named |= {
        keyword.value.value
        for call in calls
        for keyword in call.keywords
        if keyword.arg == "rule" and isinstance(keyword.value, ast.Constant)
    }
    links = {f"{position}, {kind}" for position in ("before", "after") for kind in ("direct", "mixed")}
    assert named | links == set(confidence._RULES)


def test_surer_where_a_name_follows_than_where_nobody_is_named() -> None:
    """A direct quote with its speaker behind it is surer than one that only the paragraph before explains."""
    near = analyse("“It rains,” said Ana Diaz.").quotes[0]
    far = analyse("Ana Diaz came.\n\n“It rains. It rains.”\n\nShe left.").quotes
    assert near.confidence > 0.8
    assert all(quote.confidence < 0.5 for quote in far)
