"""A seller with everything the product can hold about one secret customer, a stranger with his own, an administrator."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from psycopg import Cursor

from guanxi.analytics.actions.counter import suppose
from guanxi.api.actions.key import create_key
from guanxi.approvals.actions.deputy import name_deputy
from guanxi.approvals.factories import make_approval, make_chain
from guanxi.approvals.models import Chain
from guanxi.commerce.actions.order import LineGiven, record_order
from guanxi.commerce.actions.part import set_part
from guanxi.commerce.actions.pricebook import create_pricebook, set_price, set_rate
from guanxi.commerce.factories import make_product
from guanxi.contracts.actions.contract import create_contract
from guanxi.contracts.actions.invoice import record_invoice, save_title
from guanxi.contracts.actions.payment import record_payment
from guanxi.core import clock, kinds, work
from guanxi.core.actor import Actor, acting_as, acting_as_system
from guanxi.customers.actions.customer import create_customer, delete_customers
from guanxi.customers.actions.tie import add_tie
from guanxi.customers.models import Address, Contact, Customer, Identity
from guanxi.dashboards.actions.dashboard import create as create_dashboard
from guanxi.dashboards.actions.schedule import Times, save_schedule
from guanxi.dashboards.actions.tile import add_tile
from guanxi.dashboards.models import Sending
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import Import
from guanxi.sales.actions.lead import create_lead
from guanxi.sales.actions.line import add_line
from guanxi.sales.actions.man import judge
from guanxi.sales.actions.opportunity import create_opportunity
from guanxi.sales.actions.plan import add_action, create_plan, review_plan
from guanxi.sales.actions.quote import create_quote
from guanxi.sales.actions.quote_approval import facts_now
from guanxi.sales.actions.quote_send import new_version, send_quote
from guanxi.sales.actions.stakeholder import place_stakeholder
from guanxi.sales.factories import make_rule
from guanxi.sales.models import LeadRule, Move, Opportunity, Quote, QuoteLine
from guanxi.staff.actions.notice import notify
from guanxi.staff.factories import make_administrator_role, make_department, make_member
from guanxi.staff.models import HandOver, Member, Notice
from guanxi.staff.succession import Plan
from guanxi.steering.factories import make_card, make_evaluation, make_phase, make_statement
from guanxi.timeline.actions.attachment import attach
from guanxi.timeline.actions.entry import record
from guanxi.timeline.actions.promise import create_promise
from guanxi.timeline.actions.task import create_task
from guanxi.timeline.models import Farewell
from guanxi.ui.lists import state
from guanxi.ui.records import exporting, saved

SECRET = "quartzberg"  # stands in everything that is not the stranger's to see, always in lower case or capitalised
PHONE = "13901239317"  # the secret customer's
HAY = "Haystack"  # everybody's word, to search with


@dataclass
class Belongings:
    """Ids of what a seller has, by the word that names it in addresses."""

    customer: int
    binned: int
    ids: dict[str, int] = field(default_factory=dict)


@dataclass
class World:
    """The members and what they have."""

    holder: Member
    stranger: Member
    administrator: Member
    secret: Belongings
    own: Belongings


def make_world() -> World:
    """Written through the product's own actions, so that search, history and timeline hold it too."""
    with acting_as_system("test") as system:
        north, south = make_department("North"), make_department("South")
        holder = make_member("Holder", department=north, password=None)
        stranger = make_member("Stranger", department=south, password=None)
        administrator = make_member("Administrator", roles=[make_administrator_role()], password=None)
        product = make_product("P-1")
        make_rule(administrator, sources=["nowhere"])
        make_chain(over_amount=10**9)
        part = set_part(make_product("B-1"), product.pk, Decimal(1), actor=system, at=clock.now()).pk
        everybodys = {"product": product.pk, "part": part, **_prices(product.pk, system)}
    secret = _belongings(holder, administrator, f"{HAY} {SECRET.capitalize()}", PHONE, everybodys)
    own = _belongings(stranger, administrator, f"{HAY} Meadow", "13700001111", everybodys)
    return World(holder, stranger, administrator, secret, own)


def _prices(product: int, actor: Actor) -> dict[str, int]:
    """A price book with a price, and a rate."""
    now = clock.now()
    given = {"name": "Dealers", "currency": "CNY", "valid_from": now.date()}
    book = create_pricebook(given, actor=actor, at=now)
    price = set_price(book, product, {"from_quantity": Decimal(1), "price": Decimal(9)}, actor=actor, at=now)
    rate = set_rate("USD", now.date(), Decimal(7), actor=actor, at=now)
    return {"pricebook": book.pk, "price": price.pk, "rate": rate.pk}


def _belongings(member: Member, other: Member, name: str, phone: str, everybodys: dict[str, int]) -> Belongings:
    with acting_as(member.pk, through="page") as actor:
        customer = _customer(name, phone, actor)
        binned = _customer(f"{name} old", "", actor)
        found = Belongings(customer.pk, binned.pk)
        found.ids = {
            "customer": customer.pk,
            **everybodys,
            "member": member.pk,
            **_hanging(customer, name, everybodys["product"], actor),
        }
        delete_customers([binned.pk], actor=actor, at=clock.now())
    found.ids |= _working(member, name) | _approving(member, other, found.ids["quote"], name)
    found.ids |= _told(member, other, customer.pk, name)
    with acting_as(other.pk, through="page") as actor:
        notify(member.pk, "mention", "{who} mentioned you", {"who": name}, "/", actor=actor, at=clock.now())
    with acting_as(member.pk, through="page"):
        found.ids["notice"] = Notice.objects.latest("pk").pk
    return found


def _customer(name: str, phone: str, actor: Actor) -> Customer:
    values: dict[str, Any] = {"name": name, "note": f"{name} note", "next_step": f"ring {name}", "stage": "customer"}
    parts: dict[str, Any] = {
        "phone": phone,
        "address": {"street": f"{name} street", "city": f"{name} city"},
        "contact": {"name": f"{name} person", "title": f"{name} title"},
    }
    return create_customer(values | (parts if phone else {}), actor=actor, at=clock.now())


def _hanging(customer: Customer, name: str, product: int, actor: Actor) -> dict[str, int]:
    now = clock.now()
    entry = record(customer.pk, "note", text=f"{name} said", subject=f"{name} subject", actor=actor, at=now)
    files = attach(entry, [SimpleUploadedFile(f"{name}.txt", f"{name} content".encode())], actor=actor, at=now)
    given = {"title": f"ask {name}", "customer": customer.pk, "note": name, "due_at": now + timedelta(hours=1)}
    task = create_task(given, actor=actor, at=now)
    said = {
        "title": f"promise {name}",
        "topic": "delivery",
        "customer": customer.pk,
        "due_at": now + timedelta(hours=1),
    }
    promise = create_promise(said, entry=entry, actor=actor, at=now)
    line = LineGiven("P-1", Decimal(1), Decimal(5), f"{name} thing")
    order = record_order(f"{name} 1", customer.pk, [line], ordered_at=now, currency="CNY", actor=actor, at=now)
    deal = {"name": f"{name} deal", "customer": customer.pk, "next_step": f"offer {name}", "amount": Decimal(9)}
    opportunity = create_opportunity(deal, actor=actor, at=now)
    sold = add_line(opportunity, product, Decimal(1), Decimal(9), actor=actor, at=now)
    plan = _account(customer, opportunity, name, actor)
    suppose(customer, {"years": Decimal(9), "currency": "CNY"}, actor=actor, at=now)
    money = _money(customer, name, actor)
    asked = {"name": f"{name} lead", "customer": customer.pk, "owner": actor.member_id, "note": f"{name} asked"}
    lead = create_lead(asked, actor=actor, at=now)
    quote = create_quote({"opportunity": opportunity.pk, "subject": f"{name} offer"}, actor=actor, at=now)
    copy = send_quote(quote, actor=actor, at=now)
    new_version(quote, actor=actor, at=now)  # a draft again, behind a copy
    kind = kinds.kind("customer")
    view = saved.save_view(
        kind, state.read(kind, {"q": name}, actor), name=f"{name} view", shared=False, opens=False, actor=actor
    )
    return {
        "entry": entry.pk,
        "attachment": files[0].pk,
        "task": task.pk,
        "promise": promise.pk,
        "order": order.pk,
        "opportunity": opportunity.pk,
        "lead": lead.pk,
        "accountplan": plan,
        "rule": LeadRule.objects.get().pk,
        "line": sold.pk,
        **money,
        "quote": quote.pk,
        "tie": _tied(customer, name, actor),
        "quoted": QuoteLine.objects.get(quote=quote).pk,
        "copy": copy.pk,
        **_looking(name, actor),
        "move": Move.objects.get(opportunity=opportunity).pk,
        "view": view.pk,
        "contact": Contact.objects.get(customer=customer).pk,
        "identity": Identity.objects.filter(customer=customer).earliest("pk").pk,
        "address": Address.objects.get(customer=customer).pk,
    }


def _looking(name: str, actor: Actor) -> dict[str, int]:
    """A dashboard with a card, and a mail of it that failed."""
    board = create_dashboard(f"{name} board", actor=actor, at=clock.now())
    asked = {"m": "revenue", "only": [f"source:{name}"]}
    card = add_tile(board, asked, form="figure", width="half", actor=actor, at=clock.now())
    times, to = Times("day", 8), [actor.member_id or 0]
    mail = save_schedule(None, board, times, to, origin="http://testserver/", actor=actor, at=clock.now())
    sent = Sending.objects.create(schedule=mail, member_id=actor.member_id, due=clock.now(), state="failed", error=name)
    return {"dashboard": board.pk, "tile": card.pk, "mail": mail.pk, "sending": sent.pk}


def _tied(customer: Customer, name: str, actor: Actor) -> int:
    """Another customer whom this one brought."""
    other = _customer(f"{name} brought", "", actor)
    return add_tie(customer, other, "brought", actor=actor, at=clock.now()).pk


def _account(customer: Customer, opportunity: Opportunity, name: str, actor: Actor) -> int:
    """Who decides in the opportunity and by what that is known, and a plan with a review and an action."""
    now = clock.now()
    judge(opportunity, "money", "yes", f"{name} budget", actor=actor, at=now)
    for contact in Contact.objects.filter(customer=customer):
        said = {"role": "decides", "stance": "for", "mark": 3, "note": f"{name} decides"}
        place_stakeholder(opportunity, contact.pk, **said, actor=actor, at=now)
    plan = create_plan({"customer": customer.pk, "name": f"{name} plan", "goals": f"{name} goal"}, actor=actor, at=now)
    review_plan(plan, f"{name} review", now.date(), actor=actor, at=now)
    add_action(plan, {"title": f"{name} action"}, actor=actor, at=now)
    return plan.pk


def _money(customer: Customer, name: str, actor: Actor) -> dict[str, int]:
    """A signed contract with a payment, an invoice and a billing title."""
    given = {"actor": actor, "at": clock.now()}
    today = clock.now().date()
    values = {"number": f"{name} C1", "name": f"{name} supply", "customer": customer.pk, "amount": Decimal(100)}
    contract = create_contract(values | {"signed_on": today - timedelta(days=2)}, **given)
    paid = {"contract": contract.pk, "amount": Decimal(9), "reference": f"{name} 7", "note": f"{name} paid"}
    payment = record_payment(paid, **given)
    billed = {
        "contract": contract.pk,
        "number": f"{name} I1",
        "title": f"{name} Ltd",
        "tax_number": "1",
        "amount": Decimal(5),
    }
    invoice = record_invoice(billed, **given)
    title = save_title(customer, {"title": f"{name} Ltd", "tax_number": f"{name} 9"}, **given)
    return {"contract": contract.pk, "payment": payment.pk, "invoice": invoice.pk, "title": title.pk}


def _working(member: Member, name: str) -> dict[str, int]:
    """An import with a rejected row, an export, and a key."""
    rows = csv(["name", "phone"], [f"{name} imported", ""], [f"{name} rejected", "12"])
    made: Import = make_import(
        member.pk, rows, "customer", {"columns": columns("name", "phone"), "keys": []}, name=f"{name}.csv"
    )
    with acting_as(member.pk, through="page") as actor:
        kind = kinds.kind("customer")
        job = exporting.start(kind, ["name"], "csv", {"filter": {}}, total=1, actor=actor)
        key, _secret = create_key(f"{name} key", ("*:read",), actor=actor, at=clock.now())
    work.run(job.pk)
    return {"import": made.pk, "work": job.pk, "key": key.pk, "number": 3}


def _approving(member: Member, other: Member, quote: int, name: str) -> dict[str, int]:
    """A request that waits for the other one, and who stands in."""
    with acting_as(member.pk, through="page") as actor:
        facts = facts_now(
            Quote.objects.select_related("customer", "contact", "owner").get(pk=quote), actor, clock.now()
        )
    with acting_as_system("test"):
        values = {"record_id": quote, "title": facts.title, "shown": facts.shown, "digest": facts.digest}
        asked = make_approval(member, other, reason=f"{name} reason", **values)
    with acting_as(member.pk, through="page") as actor:
        today = clock.now().date()
        deputy = name_deputy(member.pk, other.pk, today, today + timedelta(days=9), actor=actor, at=clock.now())
    return {"approval": asked.pk, "deputy": deputy.pk, "chain": Chain.objects.get().pk}


def _told(member: Member, other: Member, customer: int, name: str) -> dict[str, int]:
    """A hand-over of the member's work whose mail to the customer failed."""
    with acting_as_system("test") as actor:
        said = {code: {"subject": f"{name} goes", "text": f"{name} goes"} for code in ("en", "zh-hans")}
        plan = Plan(member.pk, (other.pk,), mail=said).as_json()
        card = make_card(actor=actor, member_id=member.pk)
        evaluation = make_evaluation(member, other, f"{name} review")
        statement = make_statement(member, f"{name} deal", actor=actor)
        phase = make_phase()
        handed = HandOver.objects.create(giver=member, member=other, plan=plan, ended_at=clock.now())
        to = {"customer_id": customer, "taker": other, "address": "who@example.com", "language": "en"}
        Farewell.objects.create(handover=handed, state="failed", error=f"{name} refused", **to)
    return {
        "handover": handed.pk,
        "scorecard": card.pk,
        "phase": phase.pk,
        "evaluation": evaluation.pk,
        "scheme": statement.scheme_id,
        "statement": statement.pk,
    }


def written() -> int:
    """How many rows this transaction has written where the secret stands, those taken back too: `standing` need only be asked
    where this has grown, and is thirty times dearer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_xact_user_tables "
            "where relname ~ '^(analytics|api|approvals|contracts|core|customers|dashboards|intake|sales|staff_notice|steering|timeline|ui)'"
        )
        return int(cursor.fetchone()[0])


def standing(world: World) -> list[tuple[object, ...]]:
    """What the database holds of the secret customers: changes of rows, entries, files, sharing; to see that nobody touched it."""
    with acting_as_system("test"), Cursor(connection.connection) as cursor:
        cursor.execute(
            "set local plan_cache_mode = force_generic_plan"
        )  # planning it takes ten times as long as answering it
        ids = [world.secret.customer, world.secret.binned]
        cursor.execute(
            "select (select count(*) from core_change where home_kind = 'customer' and home_id = any (%(ids)s)),"
            " (select count(*) from core_change where kind = 'task' and record_id = %(task)s),"
            " (select count(*) from core_change where kind = 'opportunity' and record_id = %(opportunity)s),"
            " (select count(*) from core_change where kind = 'contract' and record_id = %(contract)s),"
            " (select count(*) from contracts_instalment where contract_id = %(contract)s),"
            " (select count(*) from core_change where kind = 'payment' and record_id = %(payment)s),"
            " (select count(*) from contracts_payment where contract_id = %(contract)s),"
            " (select count(*) from contracts_allocation where payment_id = %(payment)s),"
            " (select count(*) from core_change where kind = 'invoice' and record_id = %(invoice)s),"
            " (select count(*) from contracts_invoice where contract_id = %(contract)s),"
            " (select count(*) from core_change where kind = 'lead' and record_id = %(lead)s),"
            " (select count(*) from core_change where kind = 'accountplan' and record_id = %(accountplan)s),"
            " (select count(*) from sales_planreview where plan_id = %(accountplan)s),"
            " (select count(*) from sales_planaction where plan_id = %(accountplan)s),"
            " (select count(*) from sales_judgement where opportunity_id = %(opportunity)s),"
            " (select md5(string_agg(s::text, ',' order by s.id)) from sales_stakeholder s where s.opportunity_id = %(opportunity)s),"
            " (select count(*) from sales_move where opportunity_id = %(opportunity)s),"
            " (select count(*) from customers_tie where giver_id = any (%(ids)s)),"
            " (select count(*) from core_change where kind = 'quote' and record_id = %(quote)s),"
            " (select count(*) from core_change where home_kind = 'approval' and home_id = %(approval)s),"
            " (select count(*) from approvals_deputy where id = %(deputy)s),"
            " (select count(*) from sales_quoteline where quote_id = %(quote)s),"
            " (select count(*) from sales_line where opportunity_id = %(opportunity)s),"
            " (select count(*) from timeline_declined d join timeline_entry e on e.id = d.entry_id where e.customer_id = any (%(ids)s)),"
            " (select md5(string_agg(f::text, ',' order by f.id)) from timeline_farewell f where f.customer_id = any (%(ids)s)),"
            " (select count(*) from timeline_entry where customer_id = any (%(ids)s)),"
            " (select count(*) from timeline_attachment a join timeline_entry e on e.id = a.entry_id where e.customer_id = any (%(ids)s)),"
            " (select md5(string_agg(d::text, ',' order by d.id)) from core_searchdoc d where d.home_id = any (%(ids)s)),"
            " (select md5(string_agg(i::text, ',' order by i.id)) from intake_import i where i.id = %(import)s),"
            " (select md5(string_agg(r::text, ',' order by r.id)) from intake_rejectedrow r where r.run_id = %(import)s),"
            " (select md5(string_agg(w::text, ',' order by w.id)) from core_work w where w.member_id = %(member)s),"
            " (select md5(string_agg(v::text, ',' order by v.id)) from ui_savedview v where v.member_id = %(member)s),"
            " (select md5(string_agg(k::text, ',' order by k.id)) from api_key k where k.member_id = %(member)s),"
            " (select md5(string_agg(s::text, ',')) from steering_statement s where s.id = %(statement)s),"
            " (select md5(string_agg(s::text, ',')) from steering_scheme s where s.id = %(scheme)s),"
            " (select md5(string_agg(e::text, ',')) from steering_evaluation e where e.id = %(evaluation)s),"
            " (select md5(string_agg(r::text, ',' order by r.id)) from steering_review r where r.evaluation_id = %(evaluation)s),"
            " (select count(*) from steering_remark where statement_id = %(statement)s),"
            " (select md5(string_agg(c::text, ',')) from steering_card c where c.id = %(scorecard)s),"
            " (select md5(string_agg(g::text, ',' order by g.id)) from steering_goal g where g.card_id = %(scorecard)s),"
            " (select md5(string_agg(n::text, ',' order by n.id)) from staff_notice n where n.member_id = %(member)s)",
            {"ids": ids, **world.secret.ids},
            prepare=True,
        )
        return cursor.fetchall()
