"""Tags on customers, and the words that are offered for them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from guanxi.core.actor import Actor
from guanxi.customers import rules
from guanxi.customers.models import Tag
from guanxi.customers.queries.customer import writable

TAG = """
update customers_customer c set tags = n.tags
  from (select x.id, array(select u.tag from unnest(x.tags || %(add)s::varchar[]) with ordinality u(tag, place)
                            where not u.tag = any (%(remove)s::varchar[]) group by u.tag order by min(u.place)) as tags
          from customers_customer x where x.id = any (%(ids)s)) n
 where c.id = n.id and c.tags is distinct from n.tags
"""


def tag_customers(
    ids: Iterable[int], add: Iterable[str], remove: Iterable[str] = (), *, actor: Actor, at: datetime
) -> int:
    """Add and take away tags; answers how many customers changed. Those out of the actor's reach stay."""
    actor.require("edit", "customer")
    reached = list(writable(actor).filter(pk__in=list(ids)).values_list("pk", flat=True))
    words = {"add": offer_tags(list(add)), "remove": rules.clean_tags(list(remove)), "ids": reached}
    with connection.cursor() as cursor:
        cursor.execute(TAG, words)
        return int(cursor.rowcount)


def offer_tags(tags: list[str]) -> list[str]:
    """The tags cleaned, and kept so that they are offered again."""
    words = rules.clean_tags(tags)
    if words:
        Tag.objects.bulk_create([Tag(name=word) for word in words], ignore_conflicts=True)
    return words
