"""The staff pages in a browser: passkeys, the tree by mouse and keyboard, looks and accessibility."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from guanxi.core.actor import acting_as_system
from guanxi.core.search import Doc, index_many
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import PASSWORD, make_department, make_member
from guanxi.staff.models import Department, Member
from guanxi.staff.tests.people import built_in


@pytest.fixture
def boss(live: str) -> Member:
    with acting_as_system("test"):
        return make_member("李雷", email="li.lei@example.com", roles=[built_in("administrator")])


def test_passkey_is_added_and_signs_in_without_a_password(page: Page, boss: Member, axe) -> None:
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(reverse("account_login"))
    page.fill("[name=login]", boss.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(reverse("mfa_add_webauthn"))
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("[name=name]")).to_have_value("Chrome on Linux")
    expect(page.locator("[name=passwordless]")).to_be_checked()
    page.fill("[name=name]", "Laptop")
    assert axe(page) == []
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    page.goto(reverse("mfa_list_webauthn"))
    expect(page.get_by_role("heading", name="Laptop")).to_be_visible()
    page.get_by_role("link", name="Rename").click()
    page.fill("[name=name]", "Desk")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove").click()
    expect(page.get_by_role("heading", name="Remove Desk")).to_be_visible()
    assert axe(page) == []
    page.goto(reverse("account_logout"))
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(f"**{reverse('account_login')}**")  # this device's pocket is emptied first
    page.goto(f"{reverse('account_login')}?next={reverse('staff_account')}")
    page.click("#passkey_login")
    page.wait_for_url(f"**{reverse('staff_account')}")
    expect(page.get_by_role("heading", name="My account")).to_be_visible()


def test_department_is_moved_by_keyboard_and_by_mouse(page: Page, boss: Member, sign_in) -> None:
    with acting_as_system("test"):
        first, second = make_department("A"), make_department("B")
    sign_in(boss)
    page.goto(reverse("staff_departments"))
    page.get_by_role("link", name="B", exact=True).focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator(f'[data-department="{first.pk}"] [data-department="{second.pk}"]')).to_be_visible()
    assert Department.objects.get(pk=second.pk).parent_id == first.pk
    expect(page.get_by_role("link", name="B", exact=True)).to_be_focused()
    page.locator(f'[data-drop="{second.pk}"]').drag_to(page.locator("[data-top]"))
    expect(page.locator(f'[data-department="{first.pk}"] [data-department]')).to_have_count(0)
    assert Department.objects.get(pk=second.pk).parent_id is None


def test_refused_move_leaves_the_tree_and_says_why(page: Page, boss: Member, sign_in) -> None:
    with acting_as_system("test"):
        top = make_department("A")
        make_department("B", parent=top)
    sign_in(boss)
    page.goto(reverse("staff_departments"))
    page.locator(f'[data-drop="{top.pk}"]').drag_to(page.get_by_role("link", name="B", exact=True))
    expect(page.get_by_text("A department cannot be below itself.")).to_be_visible()
    assert Department.objects.get(pk=top.pk).parent_id is None


SHOWN = {
    "staff-members": "/staff/",
    "staff-invite": "/staff/members/invite/",
    "staff-departments": "/staff/departments/",
    "staff-roles": "/staff/roles/",
    "staff-role": "/staff/roles/add/",
    "staff-company": "/staff/company/",
    "staff-why": "/staff/why/",
    "staff-changes": "/staff/history/",
    "staff-account": "/staff/account/",
    "notices": "/staff/notices/",
    "bin": "/bin/",
}


@pytest.mark.parametrize("name", SHOWN)
def test_staff_page_is_accessible_and_photographed(
    name: str, page: Page, boss: Member, sign_in, axe, screenshot
) -> None:
    with acting_as_system("test"):
        place = make_department("华东大区")
        make_member("韩梅梅", department=make_department("杭州分公司", parent=place), roles=[built_in("sales")])
    sign_in(boss)
    page.goto(SHOWN[name])
    assert axe(page) == []
    screenshot(page, name)


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_sign_in_page_is_accessible_and_photographed(name: str, page: Page, boss: Member, axe, screenshot) -> None:
    page.goto(reverse(name))
    assert axe(page) == []
    screenshot(page, name.replace("_", "-"))


def test_first_run_page_is_accessible_and_photographed(page: Page, live: str, axe, screenshot) -> None:
    page.goto(reverse("staff_first_run"))
    assert axe(page) == []
    screenshot(page, "first-run")


def test_administrator_sees_as_a_colleague_in_the_browser(page: Page, boss: Member, sign_in, axe, screenshot) -> None:
    with acting_as_system("test"):
        seller = make_member("韩梅梅", roles=[built_in("sales")])
    sign_in(boss)
    page.goto(reverse("staff_member", args=[seller.pk]))
    assert axe(page) == []
    screenshot(page, "staff-member")
    page.get_by_role("button", name="See as this member").click()
    expect(page.locator(".banner[data-tone=warn]").first).to_contain_text("韩梅梅")
    page.goto(reverse("staff_notices"))
    screenshot(page, "see-as")
    page.get_by_role("button", name="Back to myself").click()
    expect(page.get_by_role("heading", name="韩梅梅")).to_be_visible()


def test_record_is_found_while_typing_and_forgotten_with_its_kind(page: Page, boss: Member, sign_in) -> None:
    with acting_as_system("test"):
        customer = make_customer("云杉科技", owner=boss)
        index_many("customer", [Doc(customer.pk, customer.pk, boss.pk, "云杉科技")])
    sign_in(boss)
    page.goto(reverse("staff_why"))
    page.locator("#why-record").press_sequentially("云杉")
    page.get_by_role("option", name="云杉科技").click()
    expect(page.locator("#why-record-value")).to_have_value(str(customer.pk))
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("heading", name="李雷 sees 云杉科技")).to_be_visible()
    page.select_option("#why-kind", "order")
    expect(page.locator("#why-record-value")).to_have_value("")
    expect(page.locator("#why-record")).to_have_value("")


def test_filters_of_the_members_fit_a_phone(page: Page, boss: Member, sign_in, axe) -> None:
    with acting_as_system("test"):
        make_department("Department of a name that is far too long for a telephone")
    sign_in(boss)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(reverse("staff_members"))
    bar = page.locator("form.filter-bar")
    assert bar.evaluate("one => one.scrollWidth - one.clientWidth") == 0
    parts = [bar.locator(name).bounding_box() for name in ("[name=q]", "[name=state]", "[name=department]", "button")]
    assert [part["x"] >= 12 and part["x"] + part["width"] <= 378 for part in parts] == [True] * 4
    assert axe(page) == []
