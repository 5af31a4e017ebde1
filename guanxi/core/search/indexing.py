"""Writing the search rows: in bulk, by whoever makes or changes the records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from guanxi.core.models import SearchDoc
from guanxi.core.search.tokens import mail_tokens, name_tokens, phone_tokens, vector


@dataclass(frozen=True, slots=True)
class Doc:
    """One record that can be found. `home_id` is the customer whose visibility decides, `owner_id` that customer's owner.

    Without a home the record's own owner decides (see `core_found_alone` in sql/search_owned.sql).
    """

    record_id: int
    home_id: int | None
    owner_id: int | None
    title: str
    detail: str = ""
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()

    def tokens(self) -> str:
        """Everything it can be found by, as text for tsvector."""
        found: set[str] = set()
        for name in (self.title, *self.names):
            found.update(name_tokens(name))
        for phone in self.phones:
            found.update(phone_tokens(phone))
        for mail in self.mails:
            found.update(mail_tokens(mail))
        return vector(found)


INSERT = """
insert into core_searchdoc (kind, record_id, home_id, owner_id, title, detail, tokens, import_id)
select %s, record_id, home_id, owner_id, title, detail, tokens::tsvector, %s
  from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[])
    as d(record_id, home_id, owner_id, title, detail, tokens)
"""
UPSERT = f"""{INSERT}
on conflict (record_id, kind) do update set home_id = excluded.home_id, owner_id = excluded.owner_id,
   title = excluded.title, detail = excluded.detail, tokens = excluded.tokens
 where (core_searchdoc.home_id, core_searchdoc.owner_id, core_searchdoc.title, core_searchdoc.detail, core_searchdoc.tokens)
       is distinct from (excluded.home_id, excluded.owner_id, excluded.title, excluded.detail, excluded.tokens)
"""


def index_many(kind: str, docs: Iterable[Doc], *, import_id: int | None = None, new: bool = False) -> int:
    """Make records findable, or bring what they are found by up to date; answers how many were given.

    `new`: they were made in this transaction. It spares the database the rules on who may see and change what is there.
    """
    given = list(docs)
    if not given:
        return 0
    columns: list[Any] = [
        [doc.record_id for doc in given],
        [doc.home_id for doc in given],
        [doc.owner_id for doc in given],
        [doc.title[:240] for doc in given],
        [doc.detail[:240] for doc in given],
        [doc.tokens() for doc in given],
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT if new else UPSERT, [kind, import_id, *columns])
    return len(given)


def remove(kind: str, ids: Sequence[int]) -> None:
    """Make records unfindable (they lie in the bin)."""
    SearchDoc.objects.filter(kind=kind, record_id__in=ids).delete()
