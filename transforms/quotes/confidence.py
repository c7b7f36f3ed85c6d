"""How sure an attribution is: the chance that its content and its source are right.

A logistic regression on what the tagger said of it and how it was found. Its weights are fitted when the model is made
(training/calibrate.py), on annotated articles that the model was not trained on, and lie beside the model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from transforms.quotes.attribution import Attribution

FEATURES = (
    "always",
    "cue",  # log-odds that the reporting words are some
    "content",  # log-odds that the content is theirs
    "role",  # log-odds that the words of the content are content
    "source",  # log-odds that the source is theirs
    "direct",  # all words in quotation marks
    "mixed",  # some words
    "layout",  # found by a signature or as a turn of a transcript
    "rule",  # found by a rule alone
    "long",  # logarithm of the number of words
)
_LEAST = 1e-3  # chances are kept so far from 0 and 1


def features_of(attribution: Attribution, quote_type: str, n_words: int) -> tuple[float, ...]:
    """One number for each of `FEATURES`."""
    scores = [_log_odds(chance) for chance in attribution.scores] or [0.0] * 4
    return (
        1.0,
        *scores,
        float(quote_type == "direct"),
        float(quote_type == "mixed"),
        float(attribution.evidence in ("signature", "turn")),
        float(not attribution.scores and attribution.evidence not in ("signature", "turn")),
        math.log1p(n_words),
    )


def chance(features: Sequence[float], weights: Sequence[float]) -> float:
    """Between 0 and 1.

    >>> chance([1.0, 2.0], [-2.0, 1.0])
    0.5
    """
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(weights, features, strict=True))))


def _log_odds(chance: float) -> float:
    bounded = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(bounded / (1 - bounded))
