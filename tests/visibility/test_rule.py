"""Whoever asks, however he asks: the database shows and lets change exactly what the rule in words says."""

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings

from guanxi.contracts.models import Contract
from guanxi.core.actor import Actor, UnknownMember, acting_as
from guanxi.core.search import find
from guanxi.customers.models import Customer
from guanxi.sales.models import Lead, Opportunity, Quote
from guanxi.timeline.models import Task
from tests.visibility.organisation import Organisation, organisations
from tests.visibility.settle import Settled, ids, settle

pytestmark = pytest.mark.django_db

ORGANISATIONS = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def chosen(rows: list, numbers: set[int]) -> set[int]:
    return {rows[number].pk for number in numbers}


class Rollback(Exception):
    pass


@ORGANISATIONS
@given(organisation=organisations())
def test_everybody_reads_exactly_what_the_rule_says(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            settled = settle(organisation)
            for number, member in enumerate(settled.members):
                if not organisation.people[number].active:
                    with pytest.raises(UnknownMember), acting_as(member.pk, through="page"):
                        pass
                    continue
                with acting_as(member.pk, through="page") as actor:
                    check_reads(organisation, settled, number, actor)
            assert_nobody_sees_nothing()
            raise Rollback
    except Rollback:
        pass


def check_reads(o: Organisation, settled: Settled, me: int, actor: Actor) -> None:
    customers = {n for n in range(len(o.customers)) if o.sees_customer(me, n)}
    expected = chosen(settled.customers, customers)
    assert ids("select id from customers_customer") == expected
    assert set(Customer.objects.visible_to(actor).values_list("pk", flat=True)) == expected
    assert Customer.objects.visible_to(actor).count() == len(expected)
    if o.may(me, "see", "customer"):
        assert {hit.record_id for hit in find("customer", actor, limit=100)} == expected
    for kind, rows, table in (
        ("contact", settled.contacts, "customers_contact"),
        ("entry", settled.entries, "timeline_entry"),
        ("promise", settled.promises, "timeline_promise"),
        ("accountplan", settled.plans, "sales_accountplan"),
    ):
        hanging = {n for n in range(len(o.customers)) if o.sees_hanging(me, kind, n)}
        assert ids(f"select id from {table}") == chosen(rows, hanging), kind
    orders = chosen(settled.orders, {n for n in range(len(o.customers)) if o.sees_hanging(me, "order", n)})
    loose = {settled.loose_order.pk} if o.sees_hanging(me, "order", None) else set()
    assert ids("select id from commerce_order") == orders | loose
    tasks = chosen(settled.tasks, {n for n in range(len(o.tasks)) if o.sees_task(me, n)})
    assert ids("select id from timeline_task") == tasks
    assert set(Task.objects.visible_to(actor).values_list("pk", flat=True)) == tasks
    opportunities = chosen(settled.opportunities, {n for n in range(len(o.tasks)) if o.sees_opportunity(me, n)})
    assert ids("select id from sales_opportunity") == opportunities
    assert set(Opportunity.objects.visible_to(actor).values_list("pk", flat=True)) == opportunities
    assert ids("select opportunity_id from sales_move") == opportunities
    assert ids("select opportunity_id from sales_judgement") == opportunities
    known = {n for n in range(len(o.tasks)) if o.sees_opportunity(me, n) and o.sees_hanging(me, "contact", 0)}
    assert ids("select id from sales_stakeholder") == chosen(settled.stakeholders, known)
    deals = {n for n in range(len(o.tasks)) if o.sees_contract(me, n)}
    assert ids("select id from contracts_contract") == chosen(settled.contracts, deals)
    assert set(Contract.objects.visible_to(actor).values_list("pk", flat=True)) == chosen(settled.contracts, deals)
    assert ids("select contract_id from contracts_instalment") == chosen(settled.contracts, deals)
    paid = chosen(settled.payments, deals if o.may(me, "see", "payment") else set())
    assert ids("select id from contracts_payment") == paid
    assert ids("select payment_id from contracts_allocation") == paid
    leads = chosen(settled.leads, {n for n in range(len(o.tasks)) if o.sees_lead(me, n)})
    assert ids("select id from sales_lead") == leads
    assert set(Lead.objects.visible_to(actor).values_list("pk", flat=True)) == leads
    quotes = chosen(settled.quotes, {n for n in range(len(o.tasks)) if o.sees_quote(me, n)})
    assert ids("select id from sales_quote") == quotes
    assert set(Quote.objects.visible_to(actor).values_list("pk", flat=True)) == quotes
    homes = ids("select distinct home_id from core_change where home_kind = 'customer'")
    assert homes == expected


def assert_nobody_sees_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select guanxi_enter_nobody()")
    for table in (
        "customers_customer",
        "customers_contact",
        "timeline_entry",
        "timeline_task",
        "timeline_promise",
        "commerce_order",
        "sales_lead",
        "sales_opportunity",
        "sales_move",
        "sales_judgement",
        "sales_stakeholder",
        "sales_accountplan",
        "contracts_contract",
        "contracts_instalment",
        "contracts_payment",
        "contracts_allocation",
        "sales_quote",
        "core_searchdoc",
    ):
        assert ids(f"select id from {table}") == set(), table


@ORGANISATIONS
@given(organisation=organisations())
def test_everybody_changes_exactly_what_the_rule_says(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            settled = settle(organisation)
            for number, member in enumerate(settled.members):
                if organisation.people[number].active:
                    with acting_as(member.pk, through="page"):
                        check_writes(organisation, settled, number)
            raise Rollback
    except Rollback:
        pass


def changed(sql: str) -> set[int] | str:
    """The ids an update touches, or "refused"; undone at once."""
    try:
        with transaction.atomic():
            raise Rollback(ids(sql))
    except Rollback as rolled:
        return rolled.args[0]
    except ProgrammingError:
        return "refused"


def check_writes(o: Organisation, settled: Settled, me: int) -> None:
    numbers = range(len(o.customers))
    reach = {n for n in numbers if o.reaches_customer(me, n)}
    edited = reach if o.may(me, "edit", "customer") else set()
    assert changed("update customers_customer set note = 'x' returning id") == chosen(settled.customers, edited)
    binned = changed("update customers_customer set deleted_at = now() returning id")
    allowed = o.may(me, "delete", "customer")
    assert binned == (chosen(settled.customers, edited) if allowed or not edited else "refused")
    assert changed("delete from customers_customer returning id") == set()
    seen = {n for n in range(len(o.tasks)) if o.sees_opportunity(me, n)} if o.may(me, "edit", "opportunity") else set()
    assert changed("update sales_opportunity set source = 'x' returning id") == chosen(settled.opportunities, seen)
    deals = {n for n in range(len(o.tasks)) if o.sees_contract(me, n)}
    seen = chosen(settled.contracts, deals) if o.may(me, "edit", "contract") else set()
    assert changed("update contracts_contract set note = 'x' returning id") == seen
    assert changed("update contracts_instalment set name = 'x' returning contract_id") == seen
    may_book = o.may(me, "see", "payment") and o.may(me, "edit", "payment")
    booked = changed("update contracts_payment set note = 'x' returning id")
    assert booked == chosen(settled.payments, deals if may_book else set())
    assert changed("delete from contracts_payment returning id") == "refused"
    assert changed("update contracts_allocation set amount = 1 returning id") == set()
    held = {n for n in range(len(o.tasks)) if o.in_scope(me, "lead", o.tasks[n][0])}
    held = held if o.may(me, "edit", "lead") else set()
    assert changed("update sales_lead set source = 'x' returning id") == chosen(settled.leads, held)
    seen = {n for n in range(len(o.tasks)) if o.sees_quote(me, n)} if o.may(me, "edit", "quote") else set()
    assert changed("update sales_quote set subject = 'x' returning id") == chosen(settled.quotes, seen)
    for kind, rows, table in (
        ("contact", settled.contacts, "customers_contact"),
        ("order", settled.orders, "commerce_order"),
        ("promise", settled.promises, "timeline_promise"),
    ):
        seen = {n for n in numbers if o.sees_hanging(me, kind, n)}
        expected = (reach & seen) if o.may(me, "edit", kind) else set()
        column = {"contact": "note", "order": "country", "promise": "proof"}[kind]
        found = changed(f"update {table} set {column} = 'x' where customer_id is not null returning id")
        assert found == chosen(rows, expected), kind
    assert changed("update timeline_entry set text = 'x' returning id") == "refused"
    assert changed("delete from core_change returning id") == "refused"
    assert changed("update core_change set at = now() returning id") == "refused"
    if settled.members:
        check_assign(o, settled, me, reach)


def check_assign(o: Organisation, settled: Settled, me: int, reach: set[int]) -> None:
    target = settled.members[0]
    everything = [customer.pk for customer in settled.customers]
    sql = f"select guanxi_assign('customers_customer', array{everything}::bigint[], {target.pk})"
    may = o.may(me, "assign", "customer") and o.may(me, "edit", "customer")
    expected = chosen(settled.customers, {n for n in reach if o.customers[n] != 0})
    assert changed(sql) == (expected if may else "refused")
