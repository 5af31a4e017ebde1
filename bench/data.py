"""A seeded data set at the design point: real names, skewed owners, everything that hangs on customers.

Loaded by COPY with triggers off, as the server's administrator: what is measured afterwards is the product, not this.
"""

import json
import lzma
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import psycopg

from bench import deals
from guanxi.core.names import sort_key
from guanxi.core.search.indexing import Doc

SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
END = datetime(2026, 10, 1, tzinfo=UTC)
SUFFIXES = ("", "有限公司", "股份有限公司", "科技有限公司", "贸易有限公司", "集团", "实业有限公司", "商行")
INDUSTRIES = ("制造", "零售", "软件", "医疗", "教育", "金融", "物流", "餐饮", "建筑", "能源")
STAGES = ("lead", "prospect", "customer", "lapsed")
TABLES = (
    "commerce_line", "commerce_order", "commerce_product", "timeline_task", "timeline_entry", "core_searchdoc", "customers_identity",
    "customers_collaboration", "customers_contact", "customers_customer", *deals.TABLES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """How much of everything; entries and lines are per customer."""

    customers: int
    members: int = 2000
    departments: int = 200
    collaborations: int = 50_000
    entries: int = 20
    lines: int = 5
    products: int = 4000


def shape(size: str) -> Shape:
    """The shape of a size; a million customers carry five entries each unless asked for more, for the disk's sake."""
    customers = SIZES[size]
    scale = customers / 1_000_000
    return Shape(customers, collaborations=max(100, int(50_000 * scale)), entries=5 if size == "1m" else 20)


class Names:
    """Names drawn from the real sets, the same every time."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        known = json.loads(lzma.decompress((Path(__file__).parent / "names.json.xz").read_bytes()))
        self.companies: list[str] = known["companies"]
        self.cities: list[str] = known["cities"]
        self.given: list[str] = known["given"]
        self.surnames: list[str] = known["surnames"]
        self.families: list[str] = [name for name, _ in known["families"]]
        self.weights = list(accumulate(weight for _, weight in known["families"]))

    def company(self) -> str:
        """A company's name: city, short name and legal form as registers write them, one in ten in Latin letters."""
        if self.dice.random() < 0.1:
            return f"{self.dice.choice(self.surnames)} {self.dice.choice(self.given)} {self.dice.choice(('Ltd', 'GmbH', 'Inc'))}"
        return self.dice.choice(self.cities) + self.dice.choice(self.companies) + self.dice.choice(SUFFIXES)

    def person(self) -> str:
        """A person's name; the given name's characters are those of company names."""
        family = self.dice.choices(self.families, cum_weights=self.weights)[0]
        return family + self.dice.choice(self.companies)[: self.dice.choice((1, 2))]


def owners(dice: random.Random, members: int) -> Callable[[], int]:
    """Member ids from 1, skewed as in real sales forces (Zipf with exponent 0.7)."""
    weights = list(accumulate(1 / (rank**0.7) for rank in range(1, members + 1)))
    ids = list(range(1, members + 1))
    return lambda: dice.choices(ids, cum_weights=weights)[0]


def staff(connection: psycopg.Connection, size: Shape) -> None:
    """Departments three deep, members spread over them, managers, and a role per data scope (ids 1 to 5)."""
    run = connection.execute
    run("truncate staff_member, staff_department, staff_role restart identity cascade")
    run(
        "insert into staff_department (id, name, parent_id, number, last, created_at)"
        " select n, 'Department ' || n, case when n = 1 then null when n <= 11 then 1 else 2 + (n - 12) %% 10 end, 0, 0, now()"
        " from generate_series(1, %s) n",
        [size.departments],
    )
    run(
        "insert into staff_member (id, password, email, name, name_sort, title, phone, department_id, manager_id, is_active, language, theme, time_zone, created_at)"
        " select n, '', 'member' || n || '@example.com', 'Member ' || n, 'member ' || n, '', '', 1 + (n * 7919) %% %s, null, true, '', '', '', now()"
        " from generate_series(1, %s) n",
        [size.departments, size.members],
    )
    run("update staff_member set manager_id = id / 20 where id >= 20")
    scopes = ("own", "team", "department", "tree", "all")
    for role, scope in enumerate(scopes, start=1):
        run(
            "insert into staff_role (id, name, description, masked, built_in, created_at) values (%s, %s, '', '{}', '', now())",
            [role, scope],
        )
        for kind in ("customer", "contact", "entry", "task", "product", "order", "import", "opportunity"):
            verbs = ["see", "create", "edit", "delete", "export", "assign"]
            run(
                "insert into staff_grant (role_id, kind, scope, verbs) values (%s, %s, %s, %s)",
                [role, kind, scope, verbs],
            )
    run("insert into staff_member_roles (member_id, role_id) select id, 1 + (id - 1) % 5 from staff_member")
    run("update staff_department set name = name")
    run(
        "insert into staff_company (id, name, currency, time_zone, phone_region, language, silent_days, created_at)"
        " values (1, 'Bench', 'CNY', 'Asia/Shanghai', 'CN', 'zh-hans', 30, now()) on conflict do nothing"
    )
    for table in ("staff_member", "staff_department", "staff_role"):
        run(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")


def people(size: Shape, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Customers with their contact, phone and mail, one after the other."""
    dice = random.Random(seed)
    names, owner = Names(dice), owners(dice, size.members)
    for number in range(1, size.customers + 1):
        name = names.company()
        yield {
            "id": number,
            "name": name,
            "owner": owner(),
            "stage": dice.choices(STAGES, (3, 3, 3, 1))[0],
            "city": dice.choice(names.cities),
            "industry": dice.choice(INDUSTRIES),
            "created": END - timedelta(minutes=dice.randrange(1_500_000)),
            "contacted": END - timedelta(minutes=dice.randrange(500_000)) if dice.random() < 0.7 else None,
            "phone": f"+861{dice.randrange(30, 100)}{number:08d}" if dice.random() < 0.8 else "",
            "mail": f"{dice.choice(names.given).lower()}.{number}@example.com" if dice.random() < 0.6 else "",
            "contact": names.person() if dice.random() < 0.5 else "",
        }


COLUMNS = {
    "customers_customer": "id, type, name, name_sort, stage, owner_id, city, industry, created_at, last_contact_at",
    "customers_contact": "id, customer_id, name, name_sort",
    "customers_identity": "customer_id, channel, value",
    "core_searchdoc": "kind, record_id, home_id, owner_id, title, detail, tokens, touched_at",
}


def parts(size: Shape) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Rows for COPY, each with its table."""
    for one in people(size):
        key, owner = one["id"], one["owner"]
        yield "customers_customer", (
            key, "company", one["name"], sort_key(one["name"]), one["stage"], owner, one["city"], one["industry"], one["created"], one["contacted"],
        )  # fmt: skip
        phones = (one["phone"],) if one["phone"] else ()
        mails = (one["mail"],) if one["mail"] else ()
        for channel, values in (("phone", phones), ("mail", mails)):
            for value in values:
                yield "customers_identity", (key, channel, value)
        doc = Doc(key, key, owner, one["name"], one["city"], phones=phones, mails=mails)
        yield (
            "core_searchdoc",
            ("customer", key, key, owner, one["name"], one["city"], doc.tokens(), one["contacted"] or one["created"]),
        )
        if one["contact"]:
            yield "customers_contact", (key, key, one["contact"], sort_key(one["contact"]))
            tokens = Doc(key, key, owner, one["contact"]).tokens()
            yield "core_searchdoc", ("contact", key, key, owner, one["contact"], one["name"], tokens, one["created"])


def copy_people(connection: psycopg.Connection, size: Shape, *, batch: int = 50_000) -> None:
    """COPY in batches, table by table, with constant memory."""
    waiting: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}

    def flush() -> None:
        for table, rows in waiting.items():
            with connection.cursor().copy(f"copy {table} ({COLUMNS[table]}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
            rows.clear()

    for count, (table, row) in enumerate(parts(size), start=1):
        waiting[table].append(row)
        if count % batch == 0:
            flush()
    flush()


HANGING = (
    "insert into customers_collaboration (customer_id, member_id, may_edit) select distinct on (c, m) c, m, true from ("
    " select 1 + floor(random() * %(customers)s)::bigint c, 1 + floor(random() * %(members)s)::bigint m from generate_series(1, %(collaborations)s)) x",
    "insert into timeline_entry (customer_id, kind, at, member_id, channel, direction, text)"
    " select c.id, (array['note','call','visit','mail'])[1 + (c.id + n) %% 4], c.created_at + n * interval '3 days', c.owner_id,"
    " (array['','phone','visit','mail'])[1 + (c.id + n) %% 4], 'out', 'Talked about the delivery of next month' from customers_customer c, generate_series(1, %(entries)s) n",
    "insert into commerce_product (id, code, name, name_sort, price, currency) select n, 'P' || n, 'Product ' || n, 'product ' || n, 10 + n %% 90, 'CNY' from generate_series(1, %(products)s) n",
    "insert into commerce_order (id, number, customer_id, ordered_at, currency, total, line_count)"
    " select c.id, 'O' || c.id, c.id, c.created_at + interval '10 days', 'CNY', %(lines)s * 20, %(lines)s from customers_customer c",
    "insert into commerce_line (order_id, customer_id, product_id, position, description, quantity, price)"
    " select c.id, c.id, 1 + (c.id * 31 + n * 17) %% %(products)s, n, 'Product', 2, 10 from customers_customer c, generate_series(1, %(lines)s) n",
    "insert into timeline_task (title, owner_id, customer_id, due_at) select 'Call back', owner_id, id, timestamptz '2026-10-01' + (id %% 60 - 30) * interval '1 day'"
    " from customers_customer where id %% 10 = 0",
)


def make(connection: psycopg.Connection, size: Shape, say: Callable[[str], None] = print) -> None:
    """Replace everything in the database by the data set; `connection` is the administrator's, in autocommit."""
    run = connection.execute
    run("set session_replication_role = replica")
    run("set synchronous_commit = off")
    run("set maintenance_work_mem = '1GB'")
    run("select setseed(0.42)")
    run(f"truncate {', '.join(TABLES)}, core_change restart identity cascade")
    run("set session_replication_role = origin")  # the department tree numbers itself by trigger
    staff(connection, size)
    run("set session_replication_role = replica")
    indexes = _drop_indexes(connection)
    say("customers, contacts, identities, search …")
    copy_people(connection, size)
    for statement in HANGING:
        say(statement.split()[2] + " …")
        run(
            statement,
            {
                name: getattr(size, name)
                for name in ("customers", "members", "collaborations", "entries", "products", "lines")
            },
        )
    deals.make(connection, size.products, say)
    say("indexes …")
    for definition in indexes:
        run(definition)
    deals.figures(connection, say)
    for table in ("customers_customer", "customers_contact", "commerce_product", "commerce_order"):
        run(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select coalesce(max(id), 1) from {table}))")
    run("vacuum analyze")


def _drop_indexes(connection: psycopg.Connection) -> list[str]:
    """Drop what only slows the load; answers how to make it again."""
    found = connection.execute(
        "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i"
        " where i.indrelid = any (%s::regclass[]) and not i.indisprimary"
        " and not exists (select from pg_constraint c where c.conindid = i.indexrelid)",
        [list(TABLES)],
    ).fetchall()
    for name, _ in found:
        connection.execute(f"drop index {name}")
    return [definition for _, definition in found]
