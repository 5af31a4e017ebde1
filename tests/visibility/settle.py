"""A random organisation written to the database; moves are carried out as the product would, one change at a time."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from guanxi.commerce.models import Order
from guanxi.contracts.factories import make_contract, make_payment
from guanxi.contracts.models import Contract, Payment
from guanxi.core.actor import acting_as_system
from guanxi.core.search import Doc, index_many
from guanxi.customers.factories import make_contact, make_customer
from guanxi.customers.models import Collaboration, Contact, Customer
from guanxi.sales.factories import make_lead, make_opportunity, make_quote
from guanxi.sales.models import AccountPlan, Judgement, Lead, Opportunity, Quote, Stakeholder
from guanxi.staff.factories import make_department, make_member
from guanxi.staff.models import Department, Grant, Member, Role
from guanxi.timeline.models import Entry, Promise, Task
from tests.visibility.organisation import Organisation

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass
class Settled:
    """The rows of an organisation, in the order of its numbers."""

    members: list[Member]
    customers: list[Customer]
    contacts: list[Contact]
    entries: list[Entry]
    orders: list[Order]
    tasks: list[Task]
    opportunities: list[Opportunity]
    leads: list[Lead]
    loose_order: Order
    promises: list[Promise]
    contracts: list[Contract]
    payments: list[Payment]
    quotes: list[Quote]
    plans: list[AccountPlan]
    stakeholders: list[Stakeholder]


def settle(organisation: Organisation) -> Settled:
    """Write everything, then carry out the moves (also in the organisation, so that the oracle knows)."""
    with acting_as_system("test"):
        departments: list[Department] = []
        for parent in organisation.departments:
            departments.append(make_department(parent=None if parent is None else departments[parent]))
        known = []
        for number, one in enumerate(organisation.roles):
            role = Role.objects.create(name=f"random {number} {id(one)}")
            Grant.objects.bulk_create(
                Grant(role=role, kind=kind, scope=scope, verbs=sorted(verbs))
                for kind, (scope, verbs) in one.grants.items()
            )
            known.append(role)
        members: list[Member] = []
        for person in organisation.people:
            members.append(
                make_member(
                    roles=[known[r] for r in person.roles],
                    department=None if person.department is None else departments[person.department],
                    manager=None if person.manager is None else members[person.manager],
                    is_active=person.active,
                    password=None,
                )
            )
        settled = _records(organisation, members)
        _moves(organisation, departments, members, settled)
    organisation.moved()
    return settled


def _records(organisation: Organisation, members: list[Member]) -> Settled:
    customers = [make_customer(owner=None if o is None else members[o]) for o in organisation.customers]
    index_many("customer", [Doc(c.pk, c.pk, c.owner_id, c.name, detail="found") for c in customers])
    contacts = [make_contact(customer) for customer in customers]
    entries = [Entry.objects.create(customer=c, kind="note", at=AT, member=None) for c in customers]
    orders = [Order.objects.create(customer=c, number=f"N{c.pk}", ordered_at=AT, currency="CNY") for c in customers]
    loose = Order.objects.create(customer=None, number="loose", ordered_at=AT, currency="CNY")
    promises = [Promise.objects.create(customer=customer, title="A promise") for customer in customers]
    tasks = []
    for number, (owner, creator) in enumerate(organisation.tasks):
        task = Task(title=f"Task {number}", owner=None if owner is None else members[owner])
        task.created_by = members[creator]
        task.save()
        tasks.append(task)
    quotes = [make_quote(customers[0], owner=task.owner) for task in tasks]
    opportunities = [make_opportunity(customers[0], owner=task.owner) for task in tasks]
    plans = [AccountPlan.objects.create(customer=customer, name="A plan") for customer in customers]
    stakeholders = [
        Stakeholder.objects.create(opportunity=one, contact=contacts[0], role="uses", at=AT) for one in opportunities
    ]
    Judgement.objects.bulk_create(
        Judgement(opportunity=one, subject="need", level="yes", at=AT) for one in opportunities
    )
    leads = [make_lead(customers[0], owner=task.owner) for task in tasks]
    contracts = [make_contract(customers[0], owner=task.owner) for task in tasks]
    payments = [make_payment(contract, 5) for contract in contracts]
    for (customer, person), may_edit in organisation.collaborations.items():
        Collaboration.objects.create(customer=customers[customer], member=members[person], may_edit=may_edit)
    return Settled(
        members,
        customers,
        contacts,
        entries,
        orders,
        tasks,
        opportunities,
        leads,
        loose,
        promises,
        contracts,
        payments,
        quotes,
        plans,
        stakeholders,
    )


def _moves(organisation: Organisation, departments: list[Department], members: list[Member], settled: Settled) -> None:
    for what, who, where in organisation.moves:
        if what == "department":
            Member.objects.filter(pk=members[who].pk).update(department=None if where is None else departments[where])
        elif what == "manager":
            Member.objects.filter(pk=members[who].pk).update(manager=None if where is None else members[where])
        elif what == "deactivate":
            Member.objects.filter(pk=members[who].pk).update(is_active=False)
        elif what == "owner":
            Customer.objects.filter(pk=settled.customers[who].pk).update(
                owner=None if where is None else members[where]
            )
        else:
            Department.objects.filter(pk=departments[who].pk).update(
                parent=None if where is None else departments[where]
            )


def ids(sql: str) -> set[int]:
    """The first column of a raw query: no manager, no filter, only the database's own rule."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}
