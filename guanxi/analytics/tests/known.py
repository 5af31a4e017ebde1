"""Telco churn and Bank marketing as cases to learn from."""

import csv
import lzma
from pathlib import Path

import numpy as np

from guanxi.analytics.chance.table import Cases, Table, cases

DATA = Path(__file__).parent / "data"
TELCO_NUMBERS = ("tenure", "MonthlyCharges", "TotalCharges")
BANK_NUMBERS = ("age", "balance", "day", "campaign", "pdays", "previous")


def telco(every: int = 1) -> Cases:
    """Customers of a telephone company: who left."""
    return _read("telco_churn.csv.xz", "Churn", ("customerID",), TELCO_NUMBERS, every)


def bank(every: int = 1) -> Cases:
    """Calls of a bank: who opened a deposit. Without the length of the call, which is known only afterwards."""
    return _read("bank_full.csv.xz", "y", ("duration",), BANK_NUMBERS, every)


def _read(name: str, outcome: str, without: tuple[str, ...], numbers: tuple[str, ...], every: int) -> Cases:
    with lzma.open(DATA / name, "rt", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))[::every]
    columns = {
        column: np.array([float(row[column].strip() or "nan") for row in rows], dtype=np.float64)
        if column in numbers
        else np.array([row[column] for row in rows], dtype=str)
        for column in rows[0]
        if column not in (outcome, *without)
    }
    return cases(Table(columns), [row[outcome].lower() == "yes" for row in rows])
