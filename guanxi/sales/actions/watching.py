"""Who looks at a board is told when it changes."""

from datetime import datetime

from django.db import connection

from guanxi.core.actor import Actor

# Said anew when what he sees has changed, else every five minutes: most openings of a board write nothing.
SAY = """
insert into sales_watch (member_id, sees_all, owners, at) values (%(member)s, %(all)s, %(owners)s::bigint[], %(at)s)
on conflict (member_id) do update set sees_all = excluded.sees_all, owners = excluded.owners, at = excluded.at
 where (sales_watch.sees_all, sales_watch.owners) is distinct from (excluded.sees_all, excluded.owners)
    or sales_watch.at < excluded.at - interval '5 minutes'
"""


def watch_board(*, actor: Actor, at: datetime) -> None:
    """Note that the actor looks at a board, with whose opportunities he sees: one statement.

    Not while somebody sees through his eyes (the transaction only reads).
    """
    if actor.member_id is None or actor.through_id:
        return
    everyone = actor.sees_all("opportunity")
    owners = [] if everyone else sorted(actor.sight.owners.get("opportunity", []))
    with connection.cursor() as cursor:
        cursor.execute(SAY, {"member": actor.member_id, "all": everyone, "owners": owners, "at": at})
