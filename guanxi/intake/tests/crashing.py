"""What the crash test runs in processes of their own: `python -m guanxi.intake.tests.crashing prepare | work ID | worker | dump`."""

import json
import sys
from typing import Any

from guanxi.config import database

ROWS = 4_000
CHUNK = 100
TABLES = {
    "customers": "select name, reference, city, industry, tags from customers_customer order by reference, name",
    "identities": "select i.channel, i.value, c.reference from customers_identity i join customers_customer c on c.id = i.customer_id order by 1, 2",
    "contacts": "select t.name, c.reference from customers_contact t join customers_customer c on c.id = t.customer_id order by 2, 1",
    "rejected": "select number, problems, state from intake_rejectedrow order by number",
    "import": "select state, counts, total from intake_import",
    "entries": "select kind, count(*) from timeline_entry group by kind order by kind",
    "found": "select kind, count(*), count(distinct record_id) from core_searchdoc group by kind order by kind",
    "history": "select kind, operation, count(*) from core_change where through = 'import' group by 1, 2 order by 1, 2",
}


def content() -> bytes:
    """Rows of every outcome: new, the same customer again in later chunks, and broken ones."""
    lines = ["reference,name,phone,mail,city,industry,contact_name,tags"]
    for at in range(ROWS):
        number = at if at % 7 else at // 2
        phone = "12" if at % 31 == 5 else f"138{number:08d}"
        city = "" if at % 3 else f"City {at % 5}"
        lines.append(
            f"R{number},Customer {number},{phone},u{number}@example.com,{city},Trade {at % 4},Person {at % 2},t{at % 3}"
        )
    return "\n".join(lines).encode()


def prepare() -> int:
    """A member and an import that waits for its worker; answers the work's id."""
    from guanxi.core import clock
    from guanxi.core.actor import acting_as, acting_as_system
    from guanxi.intake.actions.importing import plan_import, start_run
    from guanxi.intake.factories import begin, columns
    from guanxi.intake.plan import read_plan
    from guanxi.intake.targets import target
    from guanxi.staff.factories import make_member

    plan = {
        "columns": columns("reference", "name", "phone", "mail", "city", "industry", "contact_name", "tags"),
        "keys": ["reference"],
        "on_match": "fill",
    }
    with acting_as_system("test"):
        member = make_member("Anna")
    with acting_as(member.pk, through="page") as actor:
        run = begin(actor, content())
        plan_import(run, "customer", read_plan(plan, target("customer")), actor=actor, at=clock.now())
        return start_run(run, actor=actor, at=clock.now()).pk


def dump() -> dict[str, Any]:
    """Everything that the import wrote, without numbers that may differ."""
    from django.db import connection

    from guanxi.core.actor import acting_as_system

    found = {}
    with acting_as_system("test"), connection.cursor() as cursor:
        for name, query in TABLES.items():
            cursor.execute(query)
            found[name] = [list(row) for row in cursor.fetchall()]
    return found


def serve() -> None:
    """The worker of the product with all its jobs, only quicker in taking a silent one for dead."""
    from guanxi.config.cli import worker
    from guanxi.core import housekeeping

    worker.SIGN_OF_LIFE, housekeeping.SILENT_SECONDS = 0.3, 3
    worker.command.callback(concurrency=2)  # type: ignore[misc]


def _say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def main() -> None:
    """One of the four."""
    database.start_django()
    from django.db import connection

    # seconds that one waits for a database that has gone: here it comes back when whoever asks has given up
    connection.settings_dict["OPTIONS"]["pool"]["timeout"] = 1
    if sys.argv[1] == "prepare":
        sys.stdout.write(f"{prepare()}\n")
    elif sys.argv[1] == "dump":
        sys.stdout.write(json.dumps(dump(), default=str) + "\n")
    else:
        from guanxi.core import work
        from guanxi.intake.targets import target

        if sys.argv[1] == "worker":
            object.__setattr__(target("customer"), "chunk", 5 * CHUNK)
            serve()
            return
        object.__setattr__(target("customer"), "chunk", CHUNK)
        _say("ready")
        work.run(int(sys.argv[2]))
        _say("over")


if __name__ == "__main__":
    main()
