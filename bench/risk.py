"""Chances of leaving and buying on public sets, by five-fold cross-validation, beside figures that were computed on the same sets elsewhere."""

import time
from collections.abc import Callable

from guanxi.analytics.chance.learning import learn
from guanxi.analytics.chance.table import Cases
from guanxi.analytics.tests.known import bank, telco

# five-fold AUC of plain scikit-learn logistic regression and of LightGBM on the same rows, and the least that is asked for
SETS: tuple[tuple[str, Callable[[], Cases], float, float, float], ...] = (
    ("Telco churn", telco, 0.8451, 0.8427, 0.845),
    ("Bank marketing without the length of the call", bank, 0.7654, 0.8038, 0.80),
)
ERROR = 0.02  # the most calibration error that is asked for


def table() -> str:
    """Markdown: a line per set and family."""
    lines = ["Chances, five folds, no case said by what learnt from it (AUC with DeLong's 95 % interval; error: calibration, ten equal bins):", ""]  # fmt: skip
    lines += ["| set | family | AUC | asked | reference | error (asked ≤ 0.02) | Brier | lift of the best tenth |", "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    notes = []
    for name, read, logistic, lightgbm, asked in SETS:
        given, start = read(), time.perf_counter()
        card = learn(given).plain["card"]
        references = {"logistic": f"logistic {logistic}", "boosting": f"LightGBM {lightgbm}"}
        for family, one in card["families"].items():
            value, low, high = one["auc"]
            kept = " (kept)" if family == card["chosen"] else ""
            lines.append(
                f"| {name}, {len(given):,} | {family}{kept} | {value:.4f} ({low:.4f}–{high:.4f}) | ≥ {asked} | {references[family]}"
                f" | {one['error']:.4f} | {one['brier']:.4f} (base rate {card['baseline']['brier']:.4f}) | {one['lift']:.2f} |"
            )
        gain = card["gain"]
        notes.append(
            f"{name}: boosting gains {gain[0]:.4f} ({gain[1]:.4f} to {gain[2]:.4f}) in log loss; {card['chosen']} is kept."
            f" {time.perf_counter() - start:.0f} s in all."
        )
    return "\n".join([*lines, "", *notes])


if __name__ == "__main__":
    print(table())
