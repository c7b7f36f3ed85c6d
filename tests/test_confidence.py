"""How sure an attribution is."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.document import Span
from transforms.quotes.attribution import Attribution
from transforms.quotes.confidence import FEATURES, chance, features_of

_CHANCES = st.floats(0, 1)
_SCORES = st.tuples(*[_CHANCES] * 4)
_WEIGHTS = st.lists(st.floats(-9, 9), min_size=len(FEATURES), max_size=len(FEATURES))


def _features(
    scores: tuple[float, ...] = (0.5,) * 4, evidence: str = "tagger", quote_type: str = "indirect", n_words: int = 0
) -> dict[str, float]:
    """The features by name."""
    attribution = Attribution((Span(0, 9),), None, None, evidence, scores)
    return dict(zip(FEATURES, features_of(attribution, quote_type, n_words), strict=True))


def _set(features: dict[str, float]) -> set[str]:
    return {name for name, value in features.items() if value}


def test_scores_are_features_by_their_log_odds() -> None:
    """An even chance is 0, three to one the logarithm of three, in the order of the scores."""
    features = _features((0.5, 0.75, 0.25, 0.9))
    of_scores = [features[name] for name in ("cue", "content", "role", "source")]
    assert of_scores == pytest.approx([0, math.log(3), -math.log(3), math.log(9)])


@pytest.mark.parametrize(
    ("scores", "evidence", "quote_type", "names"),
    [
        ((0.5,) * 4, "tagger", "indirect", {"always"}),
        ((0.5,) * 4, "tagger", "direct", {"always", "direct"}),
        ((0.5,) * 4, "tagger", "mixed", {"always", "mixed"}),
        ((), "turn", "indirect", {"always", "layout"}),
        ((), "signature", "direct", {"always", "layout", "direct"}),
        ((), "after, direct", "direct", {"always", "rule", "direct"}),
        ((), "nobody named", "mixed", {"always", "rule", "mixed"}),
    ],
)
def test_how_it_was_found_is_a_feature(
    scores: tuple[float, ...], evidence: str, quote_type: str, names: set[str]
) -> None:
    """The type and whether tagger, layout or a rule found it; without scores, theirs are 0."""
    assert _set(_features(scores, evidence, quote_type)) == names


def test_length_is_a_feature() -> None:
    """The logarithm of one more than the number of words."""
    assert _features(n_words=6)["long"] == pytest.approx(math.log(7))


@given(_SCORES, st.integers(0, 3), _CHANCES, st.lists(st.floats(0, 9), min_size=len(FEATURES), max_size=len(FEATURES)))
def test_surer_with_every_score(scores: tuple[float, ...], which: int, other: float, weights: list[float]) -> None:
    """A higher score never lowers the chance where its weight is positive."""
    changed = (*scores[:which], other, *scores[which + 1 :])
    low, high = sorted([scores, changed], key=lambda of_one: of_one[which])
    chances = [chance(list(_features(one).values()), weights) for one in (low, high)]
    assert chances[0] <= chances[1]


@given(_SCORES | st.just(()), st.integers(0, 10_000), _WEIGHTS)
def test_a_chance_is_between_0_and_1(scores: tuple[float, ...], n_words: int, weights: list[float]) -> None:
    """Scores of 0 and 1 have no infinite log-odds, and no features make more than certain of anything."""
    features = list(_features(scores, n_words=n_words).values())
    assert all(math.isfinite(value) for value in features)
    assert 0 <= chance(features, weights) <= 1


def test_each_weight_is_that_of_its_feature() -> None:
    """Weights of other features are an error and no chance."""
    with pytest.raises(ValueError, match="shorter"):
        chance([1.0], [1.0, 2.0])
