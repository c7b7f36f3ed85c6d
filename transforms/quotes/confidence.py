"""How sure an attribution is: how often its rule and its way of finding the speaker were right on human annotations."""

from __future__ import annotations

from transforms.quotes.attributions import Attribution
from transforms.quotes.speakers import Resolved


def confidence(attribution: Attribution, who: Resolved) -> float:
    """From 0 to 1."""
    return 0.5
