"""The likeliest way to divide sequences into pieces."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.quotes.viterbi import Scores, divide

_VALUES = st.integers(-40, 8).map(lambda tenths: tenths / 10)


@st.composite
def _sequences(draw: st.DrawFn) -> Scores:
    """One to five items, none to two kinds; all but state none may be ruled out."""
    n, k = draw(st.integers(1, 5)), draw(st.integers(0, 2))
    none = draw(st.lists(_VALUES, min_size=n, max_size=n))
    others = draw(st.lists(_VALUES | st.just(-np.inf), min_size=2 * k * n, max_size=2 * k * n))
    return np.column_stack([np.array(none), np.array(others).reshape(n, 2 * k)])


def _is_legal(path: tuple[int, ...], k: int) -> bool:
    """Whether every piece that goes on (states k + 1 … 2k) is of the kind of the item before."""
    return path[0] <= k and all(after <= k or before in (after, after - k) for before, after in pairwise(path))


def _total(scores: Scores, path: tuple[int, ...]) -> float:
    return float(sum(row[state] for row, state in zip(scores, path, strict=True)))


def _best_total(scores: Scores) -> float:
    n, n_states = scores.shape
    paths = product(range(n_states), repeat=n)
    return max(_total(scores, path) for path in paths if _is_legal(path, n_states // 2))


@given(st.lists(_sequences(), min_size=1, max_size=4))
def test_no_path_is_better(sequences: list[Scores]) -> None:
    """Of all legal paths of each sequence, whatever its length and its kinds, none has a higher score."""
    for scores, states in zip(sequences, divide(sequences), strict=True):
        path = tuple(states.tolist())
        assert _is_legal(path, scores.shape[1] // 2)
        assert _total(scores, path) == pytest.approx(_best_total(scores))


@given(st.lists(_sequences(), min_size=1, max_size=4))
def test_sequences_do_not_touch_each_other(sequences: list[Scores]) -> None:
    """A sequence is divided alike alone and beside others, and its scores stay as they were."""
    before = [scores.copy() for scores in sequences]
    together = divide(sequences)
    assert [states.tolist() for states in together] == [divide([scores])[0].tolist() for scores in sequences]
    assert all(np.array_equal(scores, copy) for scores, copy in zip(sequences, before, strict=True))


def test_a_piece_begins_before_it_goes_on() -> None:
    """However likely it is that a piece goes on, it begins first, and one of another kind cannot be gone on with."""
    begins_1 = [0, -1, -3, -9, -9]
    goes_on_1, goes_on_2 = [0, -9, -9, 5, -9], [0, -9, -9, -9, 5]
    sequences = [[goes_on_1, goes_on_1], [begins_1, goes_on_1, goes_on_1], [begins_1, goes_on_1, goes_on_2]]
    paths = divide([np.array(rows, float) for rows in sequences])
    assert [path.tolist() for path in paths] == [[0, 0], [1, 3, 3], [1, 3, 0]]


def test_nothing_to_divide() -> None:
    """No sequences have no paths; a sequence without kinds is none throughout."""
    assert divide([]) == []
    assert divide([np.zeros((3, 1))])[0].tolist() == [0, 0, 0]
