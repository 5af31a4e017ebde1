"""M2: "The fair gave us 4,700 business cards. Now what?\""""

import pytest
from django.test import Client

from guanxi.config.env import ROOT
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.models import Contact, Customer
from guanxi.intake.factories import columns, make_import
from guanxi.intake.models import RejectedRow
from guanxi.sales.factories import make_rule
from guanxi.sales.models import Lead
from guanxi.staff.factories import make_member
from guanxi.timeline.models import Task

pytestmark = pytest.mark.django_db
FAIR = "Canton Fair 2026"
CARDS = [
    "name",
    "family",
    "given",
    "customer",
    "department",
    "title",
    "phone",
    "mail",
    "website",
    "street",
    "postcode",
    "city",
    "region",
    "country",
    "birthday",
    "note",
]
UNREADABLE = b"BEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:a smudge\r\nEND:VCARD\r\n"
ONE = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nORG:{company}\r\nTEL:{phone}\r\nEMAIL:{mail}\r\nEND:VCARD\r\n"


def plan() -> dict:
    fixed = [{"field": "campaign", "value": FAIR}, {"field": "source", "value": "Fair"}]
    return {"columns": [*columns(*CARDS), *fixed], "keys": ["mail", "phone", "customer"], "region": "CN"}


def made(name: str, company: str, number: int) -> bytes:
    return ONE.format(name=name, company=company, phone=f"1380000{number:04}", mail=f"p{number}@example.com").encode()


def test_one_upload_becomes_leads_of_the_fair_each_with_an_owner_and_a_next_step() -> None:
    with acting_as_system("test"):
        marketing = make_member("Marketing", password=None)
        sellers = [make_member(name, password=None) for name in ("Ann", "Bo")]
        make_rule(*sellers, campaigns=[FAIR])
    people = [made(f"Person {n}", f"Company {n // 2}", n) for n in range(10)]  # two of each company
    batch = b"".join([*people, people[0], UNREADABLE])
    run = make_import(marketing.pk, batch, "lead_card", plan(), name="fair.vcf")
    assert (run.counts["created"], run.counts["skipped"], run.counts["rejected"]) == (10, 1, 1)
    with acting_as_system("test"):
        assert (Customer.objects.count(), Contact.objects.count()) == (5, 10)
        leads = list(Lead.objects.select_related("owner").order_by("pk"))  # the first of a company went by the rule
        assert {(one.campaign, one.source) for one in leads} == {(FAIR, "Fair")}
        assert {one.owner.name for one in leads} == {"Ann", "Bo"}
        steps = Task.objects.values_list("owner_id", "contact_id", "due_at").order_by("contact_id")
        assert sorted(steps) == sorted((one.owner_id, one.contact_id, one.due_at) for one in leads)
    with acting_as(marketing.pk, through="page"):
        assert RejectedRow.objects.filter(run=run).count() == 1
    page = Client()
    page.force_login(marketing)
    assert "a smudge" in page.get(f"/intake/{run.pk}/rejected/").content.decode()
    for seller in sellers:
        his = Client()
        his.force_login(seller)
        inbox = his.get("/sales/leads/?f=owner:me;state:any:open,working").content.decode()
        with acting_as(seller.pk, through="page"):
            mine = list(Lead.objects.values_list("customer__name", flat=True))
        assert [name for name in mine if name in inbox] == mine
        assert len(mine) >= 4
        first = his.get(f"/sales/leads/{next(one.pk for one in leads if one.owner_id == seller.pk)}/").content.decode()
        assert "Leads of the campaign Canton Fair 2026 → in turn to Ann, Bo" in first
    # the whole batch once more: nobody's interest doubles
    again = make_import(marketing.pk, batch, "lead_card", plan(), name="again.vcf")
    assert again.counts["created"] == 0


def test_cards_of_real_phones_and_programs_come_in_and_nothing_is_dropped_silently() -> None:
    with acting_as_system("test"):
        marketing = make_member("Marketing", password=None)
    data = (ROOT / "demo" / "files" / "cards.vcf").read_bytes()
    run = make_import(marketing.pk, data, "lead_card", {**plan(), "region": "US"}, name="cards.vcf")
    counts = run.counts
    total = data.upper().count(b"BEGIN:VCARD")
    assert counts["created"] + counts["skipped"] + counts["rejected"] == total
    with acting_as(marketing.pk, through="page"):
        assert RejectedRow.objects.filter(run=run).count() == counts["rejected"]
        assert Lead.objects.filter(campaign=FAIR).count() == counts["created"] > 15
