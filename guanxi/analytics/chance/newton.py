"""The greatest likelihood of a logistic model less a ridge, by Newton's steps, each halved until it leads downhill. No I/O."""

import numpy as np

from guanxi.analytics.chance.table import Flags, Numbers

STEPS, ENOUGH = 40, 1e-9  # and the share of the cost whose saving is none


def slopes(matrix: Numbers, came: Flags, held: Numbers, offset: Numbers | float = 0.0) -> Numbers:
    """A slope per column of the log-odds beyond `offset`; `held` is how much each column's slope is drawn to nothing."""
    found = np.zeros(matrix.shape[1])

    def cost(tried: Numbers) -> float:
        odds = matrix @ tried + offset
        return float(np.logaddexp(0.0, odds).sum() - odds[came].sum() + (held * tried**2).sum() / 2)

    now = cost(found)
    for _turn in range(STEPS):
        said = 1 / (1 + np.exp(-np.clip(matrix @ found + offset, -30, 30)))
        bend = (matrix * (said * (1 - said))[:, None]).T @ matrix + np.diag(held + 1e-9)
        step = np.linalg.solve(bend, matrix.T @ (came - said) - held * found)
        part = 1.0
        while (then := cost(found + part * step)) > now and part > ENOUGH:
            part /= 2
        if now - then < ENOUGH * abs(now):
            break
        found, now = found + part * step, then
    return found
