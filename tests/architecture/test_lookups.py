"""Functions that look past the policies find their rows by key: none reads a table through."""

import pytest
from django.db import connection

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db
CUSTOMERS = 3_000
LOOKUPS = {
    "namesakes": "select * from customers_namesakes('Company 77 GmbH', 6)",
    "holders": "select * from customers_holders('phone', array['77'])",
    "held": "select * from customers_held(array['phone', 'reference', 'name'], array['77', 'R77', 'Company 77 GmbH'])",
    "taken": "select * from commerce_taken(array['N77'])",
    "key": "select 1 from api_open('aa', 'bb', now()) right join (values (1)) v on true",
}
READ = (
    "select coalesce(sum(seq_tup_read), 0) from pg_stat_xact_user_tables where relname ~ '^(customers|commerce|api)_'"
)


def fill() -> None:
    """As many customers as make reading them all a mistake, each with a phone and an order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into customers_customer (name, name_sort, type, stage, reference, created_at, updated_at)"
            " select 'Company ' || n || ' GmbH', 'c', 'company', 'customer', 'R' || n, now(), now() from generate_series(1, %s) n",
            [CUSTOMERS],
        )
        named = "from (select id, substr(reference, 2) as n from customers_customer) c"
        cursor.execute(
            f"insert into customers_identity (customer_id, channel, value, created_at, updated_at) select id, 'phone', n, now(), now() {named}"
        )
        cursor.execute(
            "insert into commerce_order (number, customer_id, ordered_at, status, currency, created_at, updated_at)"
            f" select 'N' || n, id, now(), 'placed', 'CNY', now(), now() {named}"
        )


def test_lookups_by_key_use_their_index_however_often_they_are_asked() -> None:
    with acting_as_system("test"):
        fill()
        member = make_member(scope="all", password=None)
    wrong = {}
    with acting_as(member.pk, through="page"), connection.cursor() as cursor:
        for name, sql in LOOKUPS.items():
            for time in range(8):  # from the sixth on PostgreSQL may take a plan for any value
                cursor.execute(READ)
                before = cursor.fetchone()[0]
                cursor.execute(sql)
                assert len(cursor.fetchall()) == (3 if name == "held" else 1), name
                cursor.execute(READ)
                if (read := cursor.fetchone()[0] - before) > 0:
                    wrong[name, time] = read
    assert wrong == {}
