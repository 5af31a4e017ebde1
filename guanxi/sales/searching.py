"""The one place that says what opportunities, leads and quotes are found by."""

from collections.abc import Iterable

from guanxi.core import search


def index_opportunities(rows: Iterable[tuple[int, int | None, str, str]], *, import_id: int | None = None) -> None:
    """Bring what opportunities (id, owner, name, number) are found by up to date.

    Their customers' names are left out: whoever sees an opportunity need not see its customer.
    """
    docs = [
        search.Doc(pk, None, owner_id, name, detail="" if reference in name else reference, names=(reference,))
        for pk, owner_id, name, reference in rows
    ]
    search.index_many("opportunity", docs, import_id=import_id)


def index_leads(rows: Iterable[tuple[int, int | None, str, str]], *, import_id: int | None = None) -> None:
    """Bring what leads (id, owner, interest, number) are found by up to date; their customers are found by themselves."""
    docs = [
        search.Doc(pk, None, owner_id, name, detail="" if reference in name else reference, names=(reference,))
        for pk, owner_id, name, reference in rows
    ]
    search.index_many("lead", docs, import_id=import_id)


def index_quotes(rows: Iterable[tuple[int, int | None, str, str]]) -> None:
    """Bring what quotes (id, owner, number, subject) are found by up to date; their customers' names are left out too."""
    docs = [
        search.Doc(pk, None, owner_id, number, detail=subject, names=(subject,))
        for pk, owner_id, number, subject in rows
    ]
    search.index_many("quote", docs)
