"""Every address of the product, asked by nobody, by a stranger, by the holder and by an administrator."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from guanxi.api.factories import make_key
from guanxi.core import kinds
from guanxi.staff.models import Member
from tests.architecture.addresses import Address, addresses
from tests.architecture.world import HAY, PHONE, SECRET, Belongings, World, make_world, standing, written

pytestmark = pytest.mark.django_db

# What answers without sign-in, and why.
PUBLIC = {
    "staff_first_run": "makes the first member; afterwards it leads to the sign-in page",
    "set_language": "the language of the sign-in page",
    "pocket_manifest": "name and icons of the product",
    "pocket_shell": "the frame without a connection: words, nobody's data",
    "pocket_worker": "the script that shows it",
    "quote_public": "a sent quote's signed link is the proof",
    "quote_public_pdf": "the same as a file",
    "staff_join": "an invitation's token is the proof",
    "openapi-json": "what the API is like; no data",
    "openapi-view": "the same to read",
    "gallery": "the parts of the page kit with invented data; not served when debugging is off",
    "account_login": "sign-in",
    "account_logout": "says that nobody is signed in",
    "account_inactive": "says why the sign-in fails",
    "account_signup": "says that one is invited",
    "account_email_verification_sent": "says that a mail was sent",
    "account_confirm_email": "a mail's token is the proof",
    "account_reset_password": "sends a mail",
    "account_reset_password_done": "says that a mail was sent",
    "account_reset_password_from_key": "a mail's token is the proof",
    "account_reset_password_from_key_done": "says that it was done",
    "account_confirm_login_code": "second half of a sign-in",
    "mfa_authenticate": "second half of a sign-in",
    "mfa_login_webauthn": "sign-in by passkey",
}
# The first rule that fits an address says which record its number means.
MEANS = [
    (r"^customers/identities/", "identity"),
    (r"^customers/addresses/", "address"),
    (r"/export/<int:pk>/", "work"),
    (r"^customers/contacts/|^api/v1/contacts/", "contact"),
    (r"^customers/|^api/v1/customers/", "customer"),
    (r"^commerce/pricebooks/|^api/v1/pricebooks/", "pricebook"),
    (r"^commerce/products/|^api/v1/products/", "product"),
    (r"^commerce/orders/|^api/v1/orders/", "order"),
    (r"^sales/leads/|^api/v1/leads/", "lead"),
    (r"^sales/plans/|^api/v1/accountplans/", "accountplan"),
    (r"^sales/opportunities/|^api/v1/opportunities/", "opportunity"),
    (r"^contracts/payments/|^api/v1/payments/", "payment"),
    (r"^contracts/invoices/|^api/v1/invoices/", "invoice"),
    (r"^contracts/|^api/v1/contracts/", "contract"),
    (r"^approvals/|^api/v1/approvals/", "approval"),
    (r"^sales/quotes/|^api/v1/quotes/", "quote"),
    (r"^timeline/tasks/|^api/v1/tasks/", "task"),
    (r"^timeline/promises/|^api/v1/promises/", "promise"),
    (r"^intake/", "import"),
    (r"^work/", "work"),
    (r"^staff/notices/", "notice"),
    (r"^staff/(members|hand-overs|see-as|departments|roles)/", "member"),
    (r"^api/keys/", "key"),
    (r"^accounts/", "key"),
]
PARTS = 2  # a world takes seconds to make: one hand on each core is enough
in_parts = pytest.mark.parametrize("part", range(PARTS))
EVERYBODYS = {"product", "part", "pricebook", "price", "rate", "member", "rule", "chain", "phase"}
NAMED = {
    "customer_id": "customer",
    "contact_id": "contact",
    "entry_id": "entry",
    "attachment_id": "attachment",
    "lead_id": "lead",
    "task_id": "task",
    "line_id": "line",
    "move_id": "move",
    "opportunity_id": "opportunity",
    "part_id": "part",
    "price_id": "price",
    "quote_id": "quote",
    "quoted_id": "quoted",
    "copy_id": "copy",
    "rate_id": "rate",
    "promise_id": "promise",
    "handover_id": "handover",
    "payment_id": "payment",
    "dashboard_id": "dashboard",
    "tile_id": "tile",
    "mail_id": "mail",
    "sending_id": "sending",
    "card_id": "scorecard",
    "phase_id": "phase",
    "evaluation_id": "evaluation",
    "scheme_id": "scheme",
    "statement_id": "statement",
    "product_id": "product",
    "invoice_id": "invoice",
    "tie_id": "tie",
    "title_id": "title",
    "rule_id": "rule",
    "chain_id": "chain",
    "deputy_id": "deputy",
}
WORDS = {
    "token": ["x"],
    "language": ["en", "zh-hans"],
    "table": [
        "member",
        "department",
        "customer",
        "contact",
        "task",
        "promise",
        "product",
        "pricebook",
        "order",
        "opportunity",
        "contract",
        "lead",
        "quote",
        "accountplan",
    ],
    "channel": ["name", "phone", "mail"],
    "pipeline": ["default"],
    "stage": ["prospecting"],
    "subject": ["money"],
    "way": ["deactivate", "reactivate", "invite", "revoke"],
    "number": ["3"],
    "sheet": ["csv"],
    "turn": ["activate", "end"],
    "uidb36": ["1"],
    "key": ["x-y"],
}
HISTORIES = [
    "customer",
    "contact",
    "identity",
    "address",
    "task",
    "promise",
    "order",
    "opportunity",
    "contract",
    "payment",
    "invoice",
    "lead",
    "quote",
    "accountplan",
    "product",
    "pricebook",
    "member",
    "collaboration",
]


def fillings(address: Address, has: Belongings) -> Iterator[dict[str, Any]]:
    """All the ways to fill an address's parameters with the ids of somebody's belongings."""
    if address.name in {"record_history", "record_put_back"}:
        for kind, number in product(HISTORIES, ["own", "binned"]):
            pk = has.binned if number == "binned" else has.ids.get(kind, has.customer)
            yield {"kind": kind, "pk": pk}
        return
    choices = [choice(address, name, has) for name in address.names]
    for values in product(*choices):
        yield dict(zip(address.names, values, strict=True))


def choice(address: Address, name: str, has: Belongings) -> list[Any]:
    if name == "pk":
        word = next(word for pattern, word in MEANS if re.search(pattern, address.route))
        return [has.customer, has.binned] if word == "customer" else [has.ids[word]]
    if name == "member_id" or name in NAMED:
        return [has.ids[NAMED.get(name, "member")]]
    if name == "name" and address.name.endswith("_field"):
        fields = [one.name for one in kinds.kind(address.name.removesuffix("_field")).fields]
        return [fields[0], fields[-1], *({"phone", "customer"} & set(fields))]
    if address.route.startswith("ui/gallery/"):
        return [1] if name == "number" else ["list"]
    return [one.name for one in kinds.all_kinds()] if name == "kind" else WORDS[name]


def is_secret(address: Address) -> bool:
    """Whether its parameters name a record that is somebody's own."""
    if address.name in {"record_history", "record_put_back"}:
        return False  # of many kinds, also of everybody's: their answers are read, not their status
    means = (
        [next((word for pattern, word in MEANS if re.search(pattern, address.route)), "")]
        if "pk" in address.names
        else []
    )
    means += [NAMED[name] for name in address.names if name in NAMED]
    return bool(means) and not set(means) & EVERYBODYS


class Visitor:
    """Somebody's browser and program; every request leaves the database as it was."""

    def __init__(self, member: Member | None) -> None:
        self.cookies: dict[str, str] = {}
        self.key = ""
        if member:
            client = Client()
            client.force_login(member, backend=settings.AUTHENTICATION_BACKENDS[0])
            self.cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
            self.key = make_key(member)

    def client(self) -> Client:
        client = Client(raise_request_exception=False)
        for name, value in self.cookies.items():
            client.cookies[name] = value
        return client

    def ask(self, method: str, url: str, given: Any = None, *, htmx: bool = False) -> HttpResponseBase:
        """One request; `htmx` asks as htmx does. A redirect of a POST is followed, since it may show what was refused."""
        client, headers = self.client(), {"HX-Request": "true"} if htmx else {}
        if url.startswith("/api/v1/"):
            headers = {"Authorization": self.key} if self.key else {}
            if method != "get":
                return getattr(client, method)(url, data=given or {}, content_type="application/json", headers=headers)
        answer = getattr(client, method)(url, data=given or {}, headers=headers)
        where = answer.headers.get("HX-Redirect", answer.headers.get("Location", ""))
        if method != "get" and where.startswith("/") and not where.startswith("/accounts/"):
            answer.after = text_of(client.get(where))  # type: ignore[attr-defined]
        return answer


def text_of(answer: Any) -> str:
    """Everything an answer tells: body, headers, and the page it led to."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n{body.decode(errors='replace')}\n{getattr(answer, 'after', '')}"


def tells(text: str) -> bool:
    return SECRET in text.lower() or PHONE in text or f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}" in text


def form(world: World) -> dict[str, Any]:
    """A form that names the secret records wherever a form can name one."""
    ids, customer = world.secret.ids, world.secret.customer
    return {
        "ids": [
            customer, world.secret.binned, *(ids[one] for one in ("contact", "task", "promise", "order", "opportunity", "lead", "quote", "contract", "payment", "invoice", "accountplan")),
        ],
        "verb": "delete", "owner": world.stranger.pk, "member": world.stranger.pk, "may_edit": "1",
        "customer": customer, "customer_id": customer, "parent": customer, "contact": ids["contact"], "view": ids["view"],
        "name": f"{HAY} new", "title": "new", "text": "new", "kind": "task", "when": "tomorrow", "target": "customer",
        "stage": "engaging", "quick": "1", "product": ids["product"], "quantity": "1",
        "field": "name", "value": "new", "format": "csv", "channel": "phone", "id": customer, "import": ids["import"],
        "entry": ids["entry"], "place": "0", "proof": "new", "promise": "1", "promise_title": "new",
        "number": "1", "state": "open", "reason_note": "new", "who_name": f"{HAY} new", "way": "turn", "members": world.stranger.pk, "street": "new", "scopes": "*:read", "reason": "new", "at": "2026-05-01T10:00",
        "amount": "1", "received_on": "2026-05-01", "method": "transfer", "signed_on": "2026-05-01", "issued_on": "2026-05-01",
        "tax_number": "1", "rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-due_on": "2026-05-01", "rows-0-amount": "100",
    }  # fmt: skip


def requests_to(address: Address, *, reading: bool = False) -> list[tuple[str, bool]]:
    """Methods to ask with, and whether as htmx does; `reading`: only those that change nothing."""
    if reading:
        return (
            [("get", False)] if address.route.startswith(("api/v1/", "accounts/")) else [("get", False), ("get", True)]
        )
    if address.route.startswith("api/v1/"):
        return [(method, False) for method in ("get", "post", "patch", "put", "delete")]
    if address.route.startswith("accounts/"):
        return [("get", False), ("post", False)]
    return [("get", False), ("get", True), ("post", True)]


def walk(
    visitor: Visitor, world: World, *owners: Belongings, part: int | None = None, reading: bool = False
) -> Iterator[tuple[str, Address, str, Any]]:
    """Ask everything; after each answer (method, address, url, answer) the database is put back.

    `part`: one of `PARTS` of the addresses, so that several hands share the walk. `reading`: nothing is changed.
    """
    given = form(world)
    for address in addresses() if part is None else addresses()[part::PARTS]:
        for has in owners if address.names else owners[:1]:
            for values in fillings(address, has):
                url = address.url(values)
                for method, htmx in requests_to(address, reading=reading):
                    asked = {"q": HAY, "lookup": HAY, "name": HAY} if htmx and method == "get" else given
                    with transaction.atomic():
                        answer = visitor.ask(method, url, None if method == "get" and not htmx else asked, htmx=htmx)
                        yield method, address, url, answer
                        transaction.set_rollback(True)


@pytest.fixture
def world() -> World:
    return make_world()


@in_parts
def test_a_stranger_learns_and_changes_nothing(world: World, part: int) -> None:
    before, rows = standing(world), written()
    errors, leaks, open_doors, changed = set(), set(), set(), set()
    for method, address, url, answer in walk(Visitor(world.stranger), world, world.secret, world.own, part=part):
        if answer.status_code >= 500:
            errors.add((method, url))
        if tells(text_of(answer)):
            leaks.add((method, url))
        if method == "get" and foreign(address, url, world) and answer.status_code not in {403, 404, 405}:
            open_doors.add((address.name, answer.status_code))
        if method != "get" and written() != rows:
            rows = written()
            if standing(world) != before:
                changed.add((method, url))
    assert (errors, leaks, changed) == (set(), set(), set())
    assert open_doors <= {("staff_notice_follow", 302)}  # a notice that is gone leads to the list of one's own


def foreign(address: Address, url: str, world: World) -> bool:
    """Whether the address is one of a record that belongs to the holder alone."""
    return is_secret(address) and url not in {address.url(values) for values in fillings(address, world.own)}


@in_parts
def test_nobody_gets_anything_but_the_way_to_sign_in(world: World, part: int) -> None:
    wrong = set()
    for method, address, url, answer in walk(Visitor(None), world, world.secret, part=part):
        to_sign_in = answer.status_code == 401 or answer.headers.get("Location", "").startswith("/accounts/login/")
        refused = answer.status_code in {404, 405} and url.startswith("/api/v1/")
        public = address.name in PUBLIC or address.route.startswith("ui/gallery/")
        if answer.status_code >= 500 or tells(text_of(answer)) or not (to_sign_in or refused or public):
            wrong.add((method, address.name, url, answer.status_code))
    assert wrong == set()


@in_parts
def test_an_administrator_meets_no_error(world: World, part: int) -> None:
    answers = walk(Visitor(world.administrator), world, world.secret, part=part)
    assert {(method, url) for method, _, url, answer in answers if answer.status_code >= 500} == set()


@pytest.mark.parametrize("junk", ["9" * 19, "\0", "²|x,z:1"])
def test_junk_where_a_number_or_word_belongs_is_no_error(world: World, junk: str) -> None:
    visitor, errors = Visitor(world.administrator), set()
    sent = junk.encode("utf-8", "surrogatepass").decode("latin-1") if junk == "\ud800" else junk
    given = dict.fromkeys(
        [*form(world), "q", "f", "sort", "cols", "after", "before", "view", "but", "change", "phone"], sent
    )
    given |= {"verb": "delete"}
    for address in addresses():
        for values in list(fillings(address, world.secret))[:1]:
            number = junk if junk.isascii() and junk.isdecimal() else None
            filled = {name: number if number and isinstance(was, int) else was for name, was in values.items()}
            url = address.url(filled)
            for method in ("get", "post"):
                with transaction.atomic():
                    if visitor.ask(method, url, given, htmx=True).status_code >= 500:
                        errors.add((method, url))
                    transaction.set_rollback(True)
    assert errors == set()


# Where the secret is shown to whom it belongs: the negative tests above look for something that is there.
SHOWN = {
    "accountplan_panel", "accountplan_record", "customer_map", "opportunity_man", "opportunity_people", "opportunity_whom",
    "address_edit", "approval_list", "approval_record", "api_keys", "attachment", "bin", "bin_kind", "contact_field", "contact_peek", "customer_export_file",
    "contract_edit", "contract_panel", "contract_record", "customer_briefing", "customer_field", "customer_plan", "customer_record", "customer_share", "dashboard", "dashboard_change", "import_rejected", "lead_panel", "lead_record", "opportunity_board",
    "opportunity_panel", "opportunity_record", "order_panel", "promise_panel", "promise_record", "quote_copy", "quote_opportunity_panel", "quote_panel", "quote_record", "recorded",
    "staff_notices", "timeline_entries",
}  # fmt: skip


@in_parts
def test_the_holder_sees_it_so_that_the_stranger_could(world: World, part: int) -> None:
    answers = walk(Visitor(world.holder), world, world.secret, part=part, reading=True)
    seen = {address.name for _, address, _, answer in answers if tells(text_of(answer))}
    assert SHOWN & {one.name for one in addresses()[part::PARTS]} - seen == set()
