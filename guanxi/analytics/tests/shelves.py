"""Online Retail (demo/files, its source and licence in demo/README.md), and baskets that are made by hand."""

import csv
import lzma
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[3] / "demo" / "files" / "online_retail.csv.xz"
START = datetime(2010, 12, 1, tzinfo=UTC)


def online_retail() -> tuple[list[int], list[int], list[str]]:
    """Customer, day and product code of every line with a customer and a positive quantity, cancelled invoices left out."""
    customers, days, codes = [], [], []
    with lzma.open(FILE, "rt", encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["CustomerID"] and float(row["Quantity"]) > 0 and not row["InvoiceNo"].startswith("C"):
                customers.append(int(float(row["CustomerID"])))
                days.append((_day(row["InvoiceDate"]) - START).days)
                codes.append(row["StockCode"])
    return customers, days, codes


def numbered(codes: list[str]) -> list[int]:
    """A number per code, the same for the same."""
    known = {code: place for place, code in enumerate(sorted(set(codes)))}
    return [known[code] for code in codes]


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text[:10]).replace(tzinfo=UTC)


def pairs_by_hand(baskets: list[set[Any]]) -> dict[tuple[Any, Any], int]:
    """In how many baskets each ordered pair stands, counted one by one."""
    found: dict[tuple[Any, Any], int] = {}
    for basket in baskets:
        for one in basket:
            for other in basket - {one}:
                found[one, other] = found.get((one, other), 0) + 1
    return found
