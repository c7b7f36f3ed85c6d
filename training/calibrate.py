"""Chances that are right as often as they say: a logistic regression, fitted by Newton's method."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RIDGE = 1.0  # pulls the weights towards 0, but for the first
_STEPS = 50


def fitted(features: Sequence[Sequence[float]], is_right: Sequence[bool]) -> list[float]:
    """The weight of each feature (the first is always 1) that make the log-likelihood largest, with a ridge.

    >>> weights = fitted([(1.0, -1.0), (1.0, 1.0)] * 50, [False, True] * 50)
    >>> weights[1] > 1
    True
    """
    x, y = np.array(features, np.float64), np.array(is_right, np.float64)
    ridge = np.full(x.shape[1], RIDGE)
    ridge[0] = 0.0
    weights: NDArray[np.float64] = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - chances) - ridge * weights
        curvature = (x * (chances * (1 - chances))[:, None]).T @ x + np.diag(ridge + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-8:
            break
    return [float(weight) for weight in weights]
