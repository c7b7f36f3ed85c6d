"""The likeliest way to divide sequences into pieces (Viterbi), many sequences at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def divide(sequences: Sequence[Scores]) -> list[NDArray[np.int64]]:
    """For every item of every sequence its state in the best path.

    Each sequence is items x (1 + 2k) log-probabilities, k its own: none, a piece of kind 1 … k begins here, a piece of
    kind 1 … k goes on here. A piece goes on only after one of its kind that began.

    >>> divide([np.log([[0.4, 0.3, 0.3], [0.2, 0.2, 0.6]])])[0].tolist()
    [1, 2]
    """
    found: list[NDArray[np.int64]] = [np.zeros(0, np.int64)] * len(sequences)
    for alike in _groups(sequences):
        for i, path in zip(alike, _divided([sequences[i] for i in alike]), strict=True):
            found[i] = path
    return found


_MOST_CELLS = 1_000_000  # items x sequences x states that are worked on at a time: bounds the memory


def _groups(sequences: Sequence[Scores]) -> Iterator[list[int]]:
    """Positions of sequences of like size that are worked on together."""
    group: list[int] = []
    longest = 0
    for i in sorted(range(len(sequences)), key=lambda i: (sequences[i].shape[1], len(sequences[i]))):
        longest = max(longest, len(sequences[i]))
        if group and longest * (len(group) + 1) * sequences[i].shape[1] > _MOST_CELLS:
            yield group
            group, longest = [], len(sequences[i])
        group.append(i)
    if group:
        yield group


def _divided(sequences: Sequence[Scores]) -> list[NDArray[np.int64]]:
    n_kinds = max(s.shape[1] for s in sequences) // 2
    lengths = np.array([len(s) for s in sequences])
    scores = np.full((lengths.max(), len(sequences), 1 + 2 * n_kinds), -np.inf)
    for i, sequence in enumerate(sequences):
        k = sequence.shape[1] // 2
        scores[: len(sequence), i, : 1 + k] = sequence[:, : 1 + k]
        scores[: len(sequence), i, 1 + n_kinds : 1 + n_kinds + k] = sequence[:, 1 + k :]
        scores[len(sequence) :, i, 0] = 0.0
    paths = _paths(scores, n_kinds)
    found = []
    for i, sequence in enumerate(sequences):
        path, k = paths[: len(sequence), i], sequence.shape[1] // 2
        found.append(np.where(path > n_kinds, path - n_kinds + k, path))
    return found


def _paths(scores: Scores, n_kinds: int) -> NDArray[np.int64]:
    """items x sequences of states; past its end a sequence is in state none at no cost."""
    n_items, n_sequences, n_states = scores.shape
    begun, gone_on = slice(1, 1 + n_kinds), slice(1 + n_kinds, n_states)
    back = np.zeros((n_items, n_sequences, n_states), np.int16)
    best = scores[0].copy()
    best[:, gone_on] = -np.inf
    rows, kinds = np.arange(n_sequences), np.arange(n_kinds)
    for i in range(1, n_items):
        before = best.argmax(axis=1)
        goes_on = best[:, gone_on] > best[:, begun]
        back[i, :, : 1 + n_kinds] = before[:, None]
        back[i, :, gone_on] = 1 + kinds + n_kinds * goes_on
        held = np.maximum(best[:, begun], best[:, gone_on])
        top = best[rows, before]
        best = scores[i].copy()
        best[:, : 1 + n_kinds] += top[:, None]
        best[:, gone_on] += held
    paths = np.zeros((n_items, n_sequences), np.int64)
    paths[-1] = best.argmax(axis=1)
    for i in range(n_items - 1, 0, -1):
        paths[i - 1] = back[i, rows, paths[i]]
    return paths
