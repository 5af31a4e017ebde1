"""Lists of customers narrowed by whom one knows there, as it stands now; what the work lists of gaps lead to."""

import pytest
from django.test import Client

from guanxi.analytics.gaps import BY_KEY
from guanxi.api.factories import make_key
from guanxi.api.tests.test_calls import Program
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_contact, make_customer
from guanxi.staff.factories import make_member, make_role

pytestmark = pytest.mark.django_db


def test_customers_are_found_by_whom_one_knows_there_and_leave_the_list_once_it_is_known() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann")
        mill, inn, spa, bo = (make_customer(name, owner=ann, type="company") for name in ("Mill", "Inn", "Spa", "Bo"))
        type(bo).objects.filter(pk=bo.pk).update(type="person")
        make_contact(inn, "Xu")
        make_contact(spa, "Yu", part="decider")
    program = Program(make_key(ann))

    def found(asked: str) -> set[str]:
        return {one["name"] for one in program("get", f"/customers/?filter={asked}").json()["items"]}

    assert found("people:empty") == {"Mill", "Bo"}
    assert found(BY_KEY["contact"].missing) == {"Mill"}
    assert found(BY_KEY["decider"].missing) == {"Mill", "Inn"}
    assert (found("people:is:undecided"), found("people:is:decider"), found("people:not_empty")) == ({"Inn"}, {"Spa"}, {"Inn", "Spa"})  # fmt: skip
    rows = {one["name"]: one["people"] for one in program("get", "/customers/").json()["items"]}
    assert rows == {"Mill": "", "Bo": "", "Inn": "undecided", "Spa": "decider"}
    with acting_as_system("test"):
        make_contact(inn, "Zu", part="decider")
        make_contact(mill, "Wu")
    assert (found(BY_KEY["contact"].missing), found(BY_KEY["decider"].missing)) == (set(), {"Mill"})
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(ann)
    assert (
        "联系人情况是没有联系人、有联系人但无决策人"
        in client.get("/customers/?f=people:is:none,undecided").content.decode()
    )


def test_who_may_not_see_contacts_learns_nothing_of_them_by_asking() -> None:
    with acting_as_system("test"):
        blind = make_member("Blind", roles=[make_role("all", kinds=["customer", "fact"])])
        make_contact(make_customer("Mill", owner=blind), part="decider")
    program = Program(make_key(blind))
    for asked in ("people:empty", "people:is:decider", "people:not_empty"):
        assert program("get", f"/customers/?filter={asked}").json()["items"] == []
    assert [one["people"] for one in program("get", "/customers/").json()["items"]] == [""]
