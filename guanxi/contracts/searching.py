"""The one place that says what contracts are found by."""

from collections.abc import Iterable

from guanxi.core import search


def index_contracts(rows: Iterable[tuple[int, int | None, str, str]], *, import_id: int | None = None) -> None:
    """Bring what contracts (id, owner, number, name) are found by up to date.

    Their customers' names are left out: whoever sees a contract need not see its customer.
    """
    docs = [
        search.Doc(pk, None, owner_id, name, detail="" if number in name else number, names=(number,))
        for pk, owner_id, number, name in rows
    ]
    search.index_many("contract", docs, import_id=import_id)
