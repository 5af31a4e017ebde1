"""Saved views, columns and the address of a list: a link reproduces what was seen, and nobody gets at another's."""

from typing import Any

import pytest
from django.test import Client

from guanxi.core.actor import acting_as_system
from guanxi.core.kinds import kind
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_member
from guanxi.ui.lists import state
from guanxi.ui.models import ListSetting, SavedView

pytestmark = pytest.mark.django_db
LIST = "/customers/"
VIEWS = "/customers/views/"


def signed_in(member: Any) -> Client:
    client = Client()
    client.force_login(member)
    return client


def names(response: Any) -> list[str]:
    return [piece.split("<")[0] for piece in response.text.split("data-open>")[1:]]


def saved(**values: Any) -> SavedView:
    with acting_as_system("test"):
        return SavedView.objects.get(**values)


def test_view_keeps_filter_search_sort_and_columns_and_opens_the_list() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann")
        for name, stage in (("B", "lead"), ("A", "lead"), ("C", "lapsed")):
            make_customer(name, owner=ann, stage=stage)
    client = signed_in(ann)
    answer = client.post(
        VIEWS + "?f=stage:any:lead&sort=name&cols=name,city", {"name": "  Leads ", "opens": "on", "do": "create"}
    )
    view = saved(name="Leads")
    assert answer.headers["Location"] == f"{LIST}?view={view.pk}"
    opened = client.get(LIST, follow=True)
    assert opened.redirect_chain == [(f"{LIST}?view={view.pk}", 302)]
    assert names(opened) == ["A", "B"]
    assert opened.text.count('scope="col"') == 2
    assert names(client.get(f"{LIST}?view=all")) == ["C", "A", "B"]


def test_clearing_the_filter_or_the_sort_of_a_view_is_not_undone_by_the_view() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann")
        for name in ("B", "A"):
            make_customer(name, owner=ann)
        view = SavedView.objects.create(
            member=ann,
            kind="customer",
            name="V",
            sort="name",
            filters={"all": [{"field": "city", "op": "is", "value": ["x"]}]},
        )
    client = signed_in(ann)
    page = client.get(f"{LIST}?view={view.pk}")
    assert names(page) == []
    cleared = page.context["cleared"]
    assert cleared == f"?view={view.pk}&f=&sort=name"
    assert names(client.get(LIST + cleared)) == ["A", "B"]
    assert names(client.get(f"{LIST}?view={view.pk}&f=&sort=-created_at")) == ["A", "B"]


def test_shared_view_is_used_but_not_changed_by_a_colleague_and_a_private_one_not_seen() -> None:
    with acting_as_system("test"):
        ann, bob = make_member("Ann"), make_member("Bob")
        make_customer("Ann's", owner=ann)
        shared = SavedView.objects.create(
            member=ann, kind="customer", name="For all", shared=True, filters={}, sort="name"
        )
        SavedView.objects.create(member=ann, kind="customer", name="Secret plan", filters={}, sort="name")
    client = signed_in(bob)
    page = client.get(f"{LIST}?view={shared.pk}")
    assert "For all" in page.text
    assert "Secret plan" not in page.text
    assert names(page) == []
    client.post(f"{VIEWS}?view={shared.pk}", {"name": "Mine now", "do": "update"})
    client.post(f"{VIEWS}?view={shared.pk}", {"do": "delete"})
    assert saved(pk=shared.pk).name == "For all"
    assert saved(name="Mine now").member_id == bob.pk


def test_name_is_needed_and_used_once() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann")
    client = signed_in(ann)
    assert client.post(VIEWS, {"name": " ", "do": "create"}).status_code == 422
    assert client.post(VIEWS, {"name": "V", "do": "create"}).status_code == 302
    assert client.post(VIEWS, {"name": "V", "do": "create"}).status_code == 422
    view = saved(name="V")
    assert client.post(f"{VIEWS}?view={view.pk}&f=city:is:x", {"name": "W", "do": "update"}).status_code == 302
    assert saved(pk=view.pk).name == "W"
    assert client.post(f"{VIEWS}?view={view.pk}", {"do": "delete"}).status_code == 302
    with acting_as_system("test"):
        assert SavedView.objects.count() == 0


def test_columns_are_remembered_per_member_and_stand_in_the_address() -> None:
    with acting_as_system("test"):
        ann, bob = make_member("Ann"), make_member("Bob")
    client = signed_in(ann)
    answer = client.post("/customers/columns/?q=x", {"columns": ["tags", "city", "nonsense", "note"]})
    assert answer.headers["Location"] == f"{LIST}?q=x&cols=name,tags,city"
    assert [one.name for one in client.get(LIST).context["state"].columns] == ["name", "tags", "city"]
    assert len(signed_in(bob).get(LIST).context["state"].columns) == len(state.default_columns(kind("customer")))
    with acting_as_system("test"):
        assert [(one.member_id, one.columns) for one in ListSetting.objects.all()] == [
            (ann.pk, ["name", "tags", "city"])
        ]


def test_filter_form_adds_changes_and_joins_conditions() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann")
    client = signed_in(ann)

    def sent(query: str) -> str:
        return str(client.get(LIST + query).headers["Location"])

    assert sent("?field=city&op=is&v=上海") == f"{LIST}?f=city:is:%E4%B8%8A%E6%B5%B7"
    assert sent("?f=city:is:x&field=stage&op=any&v=lead&v=lapsed") == f"{LIST}?f=city:is:x;stage:any:lead,lapsed"
    assert sent("?f=city:is:x&field=city&op=is&v=y&or=0") == f"{LIST}?f=any(city:is:x;city:is:y)"
    assert sent("?f=city:is:x;owner:me&field=city&op=empty&at=0") == f"{LIST}?f=city:empty;owner:me"
    assert sent("?field=tags&op=all&v=a,b，c") == f"{LIST}?f=tags:all:a,b,c"
    assert sent("?field=revenue&op=between&v=1&v2=5") == f"{LIST}?f=revenue:between:1,5"
    form = client.get(f"{LIST}filter/?f=stage:any:lead&at=0").text
    assert 'value="lead" id=' in form or 'value="lead"' in form
    assert client.get(f"{LIST}filter/?field=note").status_code == 404


def test_empty_list_names_the_one_condition_to_loosen() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann")
        make_customer("A", owner=ann, stage="lead", city="Ghent")
    page = signed_in(ann).get(f"{LIST}?f=stage:any:lead;city:is:Nowhere")
    assert page.context["loosen"] == ("City is Nowhere", "?f=stage:any:lead")
