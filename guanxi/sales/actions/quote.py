"""Quotes: made, changed while they are drafts, handed over, put into the bin and taken out."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext

from guanxi.approvals.actions.approval import outdate
from guanxi.commerce.actions.pricebook import check_currency
from guanxi.commerce.models import Tax
from guanxi.commerce.queries.discount import limit_of
from guanxi.commerce.queries.pricebook import books_for, own_currency
from guanxi.commerce.rules.arithmetic import rounded
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.customers.models import Contact
from guanxi.customers.queries.customer import customers
from guanxi.sales.actions.draft import lock_draft
from guanxi.sales.actions.quote_line import LARGEST_LINE, add_quote_line, check_reason, price_anew, sum_up
from guanxi.sales.models import Quote
from guanxi.sales.queries.opportunity import lines_of, opportunities
from guanxi.sales.queries.quote import tags_of
from guanxi.sales.searching import index_quotes
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Member
from guanxi.staff.queries.company import today_of

LINKS = {"customer", "contact", "opportunity", "book"}
OFF = {"discount_percent", "discount_amount"}
PLAIN = {"subject", "currency", "tax", "tax_rate", "valid_until", "terms", "discount_reason"} | OFF
VALID_DAYS = 30  # unless somebody says otherwise
LONGEST_DAYS = 3660
MOST_WORDS = 300  # of a reason
GIVEN = gettext_noop("{who} gave you a quote: {quote}")
MANY = gettext_noop("{who} gave you {number} quotes.")


def next_number(at: datetime) -> str:
    """The next number of the year; whoever makes a quote at the same time waits, so that none is missing or given twice."""
    year = today_of(at).year
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into sales_quoteyear (year, last) values (%s, 1)"
            " on conflict (year) do update set last = sales_quoteyear.last + 1 returning last",
            [year],
        )
        return f"Q{year}-{cursor.fetchone()[0]:05}"


@transaction.atomic
def create_quote(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Quote:
    """A draft of `values` by field name; from an opportunity it takes customer, contact and products. Raises `Refused`."""
    actor.require("create", "quote")
    given = {name.removesuffix("_id"): value for name, value in values.items()}
    owner_id = given.pop("owner", None) or actor.member_id
    quote = Quote(owner_id=actor.member_id, valid_until=today_of(at) + timedelta(days=VALID_DAYS), created_at=at)
    source = _source(given, actor)
    quote.currency = (source.currency if source is not None else "") or own_currency()
    _take(quote, given, actor, at)
    if quote.customer_id is None:
        raise Refused(_("Say which customer it is for."), field="customer")
    quote.number = next_number(at)
    quote.save()
    _index(quote)
    if source is not None:
        for line in lines_of(source):
            price = line.price if source.currency == quote.currency else None
            said = {"product": line.product_id, "quantity": line.quantity, "price": price}
            add_quote_line(quote, said, actor=actor, at=at, strict=False)
    if owner_id != actor.member_id:
        assign_quotes([quote.pk], owner_id, actor=actor, at=at)
        quote.owner_id = owner_id
    return quote


def _source(given: dict[str, Any], actor: Actor) -> Any:
    """The opportunity it is for; what is not given is taken from it."""
    wanted = given.get("opportunity")
    if not wanted:
        return None
    found = opportunities(actor).filter(pk=getattr(wanted, "pk", wanted)).first()
    if found is None:
        raise Refused(_("This opportunity does not exist any more, or you do not see it."), field="opportunity")
    for name in ("customer", "contact"):
        if not given.get(name):
            given[name] = getattr(found, f"{name}_id")
    return found


@transaction.atomic
def edit_quote(quote: Quote, changes: Mapping[str, Any], *, actor: Actor, at: datetime) -> Quote:
    """Change fields of a draft; another owner goes the way of `assign_quotes`. Raises `Refused`."""
    given = {name.removesuffix("_id"): value for name, value in changes.items()}
    owner_id = given.pop("owner", None)
    locked = lock_draft(quote, actor) if given else Quote.objects.get(pk=quote.pk)
    if given:
        before = (locked.currency, locked.customer_id)
        _take(locked, given, actor, at)
        if locked.customer_id is None:
            raise Refused(_("Say which customer it is for."), field="customer")
        if locked.currency != before[0] and locked.lines.exists():
            raise Refused(
                _("Its lines are priced in %(currency)s. Take them out first.") % {"currency": before[0]},
                field="currency",
            )
        locked.save()
        _index(locked)
        outdate("quote", [locked.pk], actor=actor, at=at)
        if given.keys() & {"book", "tax", "tax_rate"}:
            price_anew(locked)
        if given.keys() & (OFF | {"discount_reason"}):
            _share_out(locked, actor)
    if owner_id and owner_id != locked.owner_id:
        assign_quotes([locked.pk], owner_id, actor=actor, at=at)
        locked.owner_id = owner_id
    return locked


def _take(quote: Quote, given: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Put values into their columns, each checked; a book decides on currency and tax."""
    if unknown := given.keys() - PLAIN - LINKS:
        raise TypeError(f"a quote has no {sorted(unknown)}")
    for name, value in given.items():
        if name in LINKS:
            setattr(quote, f"{name}_id", getattr(value, "pk", value) or None)
        elif name in {"tax_rate", "valid_until", *OFF}:
            setattr(quote, name, value)
        elif name not in {"currency", "tax"} or value:
            setattr(quote, name, (value or "").strip())
    if quote.book_id is not None and "book" in given:
        book = next((one for one in books_for(actor, today_of(at)) if one.pk == quote.book_id), None)
        if book is None:
            raise Refused(_("This price book does not hold today."), field="book")
    if given.keys() & {"book", "customer"}:
        check_book(quote, actor)
    if quote.book is not None:
        quote.currency, quote.tax, quote.tax_rate = quote.book.currency, quote.book.tax, quote.book.tax_rate
    _check(quote, at)
    _check_links(quote, given, actor)


def check_book(quote: Quote, actor: Actor) -> None:
    """Raise `Refused` where its prices are those of members, and the customer is none."""
    book = quote.book
    if book is not None and not book.holds_for(tags_of(quote.customer_id, actor) if book.tags else ()):
        words = pgettext("between names", ", ").join(book.tags)
        raise Refused(_("This price book holds only for customers tagged %(tags)s.") % {"tags": words}, field="book")


def _check(quote: Quote, at: datetime) -> None:
    check_currency(quote.currency)
    if quote.tax not in Tax.values:
        raise Refused(_("Choose one from the list."), field="tax")
    if quote.tax_rate is None or not 0 <= quote.tax_rate <= 100:
        raise Refused(_("A tax rate lies between 0 and 100."), field="tax_rate")
    if quote.valid_until is None:
        raise Refused(_("Say until when it holds."), field="valid_until")
    if not timedelta(0) <= quote.valid_until - today_of(at) <= timedelta(days=LONGEST_DAYS):
        raise Refused(_("Choose a day from today on, within ten years."), field="valid_until")
    _check_discount(quote)


def _check_discount(quote: Quote) -> None:
    percent, amount = quote.discount_percent, quote.discount_amount
    if percent is not None and not 0 <= percent <= 100:
        raise Refused(_("A discount lies between 0 and 100."), field="discount_percent")
    if amount is not None and not 0 <= amount < LARGEST_LINE:
        raise Refused(_("An amount is at least 0."), field="discount_amount")
    if amount is not None and amount != rounded(amount, quote.currency):
        raise Refused(_("The currency has no such small amounts."), field="discount_amount")
    if percent and amount:
        raise Refused(_("Either in percent or as an amount."), field="discount_amount")
    if len(quote.discount_reason) > MOST_WORDS:
        raise Refused(_("Please be brief: at most 300 characters."), field="discount_reason")


def _share_out(quote: Quote, actor: Actor) -> None:
    """Its discount on the whole, on its lines; one that is large needs its reason."""
    lines = sum_up(quote)
    if quote.discount_percent or quote.discount_amount:
        limit = limit_of(actor)
        for line in lines:
            check_reason(line, quote.discount_reason, limit, field="discount_reason")


def _check_links(quote: Quote, given: Mapping[str, Any], actor: Actor) -> None:
    if given.get("customer") and not customers(actor).filter(pk=quote.customer_id).exists():
        raise Refused(_("This customer does not exist any more, or you do not see it."), field="customer")
    if "customer" in given and "contact" not in given and quote.contact_id:
        same = Contact.objects.filter(pk=quote.contact_id, customer=quote.customer_id).exists()
        quote.contact_id = quote.contact_id if same else None
    if given.get("contact"):
        mine = Contact.objects.alive().filter(pk=quote.contact_id or 0, customer_id=quote.customer_id or 0)
        if not mine.exists():
            raise Refused(_("This contact belongs to another customer."), field="contact")
    if quote.opportunity_id and given.keys() & {"customer", "opportunity"}:
        found = opportunities(actor).filter(pk=quote.opportunity_id).first()
        if found is None or found.customer_id != quote.customer_id:
            raise Refused(_("This opportunity belongs to another customer."), field="opportunity")


def _index(quote: Quote) -> None:
    index_quotes([(quote.pk, quote.owner_id, quote.number, quote.subject)])


@transaction.atomic
def assign_quotes(ids: Sequence[int], owner_id: int | None, *, actor: Actor, at: datetime) -> int:
    """Give quotes to a colleague, who is told once; answers how many changed hands. Hidden ones stay."""
    actor.require("assign", "quote")
    actor.require("edit", "quote")
    if owner_id is None or not Member.objects.filter(pk=owner_id, is_active=True).exists():
        raise Refused(_("Choose a colleague who works here."), field="owner")
    numbers = dict(Quote.objects.alive().filter(pk__in=ids).values_list("pk", "number"))
    with connection.cursor() as cursor:
        cursor.execute("select guanxi_assign('sales_quote', %s, %s)", [list(numbers), owner_id])
        moved = [row[0] for row in cursor.fetchall()]
    if moved and owner_id != actor.member_id:
        who = Member.objects.filter(pk=actor.member_id or 0).values_list("name", flat=True).first() or "Guanxi"
        if len(moved) == 1:
            url = reverse("quote_record", args=[moved[0]])
            notify(owner_id, "sales.quote", GIVEN, {"who": who, "quote": numbers[moved[0]]}, url, actor=actor, at=at)
        else:
            told = {"who": who, "number": len(moved)}
            notify(owner_id, "sales.quote", MANY, told, reverse("quote_list"), actor=actor, at=at)
    return len(moved)


@transaction.atomic
def delete_quotes(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Put quotes into the bin, where their links lead nowhere; answers how many."""
    actor.require("delete", "quote")
    gone = Quote.objects.alive().visible_to(actor).filter(pk__in=ids).update(deleted_at=at)
    outdate("quote", ids, actor=actor, at=at)
    return gone


@transaction.atomic
def restore_quotes(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Take quotes out of the bin."""
    actor.require("delete", "quote")
    return Quote.objects.binned().visible_to(actor).filter(pk__in=ids).update(deleted_at=None)
