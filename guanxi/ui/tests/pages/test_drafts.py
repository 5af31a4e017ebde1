"""What was typed is never lost."""

import pytest

TEXT = "input[name=name]"


@pytest.fixture
def form(gallery):
    return gallery("form")


def kept(page) -> int:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('guanxi:draft:')).length")


def test_text_comes_back_after_a_reload_and_can_be_discarded(form):
    form.fill(TEXT, "苏州同里")
    form.reload()
    assert form.input_value(TEXT) == "苏州同里"
    form.get_by_role("button", name="Discard").click()
    assert form.input_value(TEXT) == ""
    assert kept(form) == 0


def test_the_last_keystrokes_count(form):
    form.locator(TEXT).press_sequentially("ab")
    form.goto("/ui/gallery/day")
    form.goto("/ui/gallery/form")
    assert form.input_value(TEXT) == "ab"


def test_refused_form_keeps_the_text_and_focuses_the_summary(form, axe):
    form.fill(TEXT, "苏州同里")
    form.fill("input[name=mail]", "no mail")
    form.get_by_role("button", name="Create customer").click()
    form.locator(".error-summary").wait_for()
    assert form.evaluate("document.activeElement.className") == "error-summary"
    assert form.input_value(TEXT) == "苏州同里"
    assert kept(form) == 1
    assert axe(form) == []
    form.locator(".error-summary a").first.click()
    assert form.evaluate("document.activeElement.name") == "mail"


def test_lost_connection_keeps_the_text(form):
    form.fill(TEXT, "苏州同里")
    form.route(
        "**/ui/gallery/form", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    form.get_by_role("button", name="Create customer").click()
    form.wait_for_timeout(300)
    form.goto("/ui/gallery/form")
    assert form.input_value(TEXT) == "苏州同里"


def test_accepted_form_leaves_nothing_behind(form):
    form.fill(TEXT, "苏州同里")
    form.route(
        "**/ui/gallery/form",
        lambda route: (
            route.fulfill(status=302, headers={"Location": "/ui/gallery/day"})
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    form.get_by_role("button", name="Create customer").click()
    form.wait_for_url("**/ui/gallery/day")
    assert kept(form) == 0


def test_sign_in_in_between_keeps_the_text(form):
    form.fill(TEXT, "苏州同里")
    form.route(
        "**/ui/gallery/form",
        lambda route: (
            route.fulfill(status=302, headers={"Location": "/ui/gallery/sign-in"})
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    form.get_by_role("button", name="Create customer").click()
    form.wait_for_url("**/ui/gallery/sign-in")
    assert kept(form) == 1


def test_signing_out_forgets_what_others_must_not_find(form):
    form.fill(TEXT, "苏州同里")
    form.wait_for_timeout(400)
    assert kept(form) == 1
    form.route("**/accounts/logout/", lambda route: route.fulfill(status=200, body="out"))
    form.locator("[popovertarget=member-menu]").click()
    form.get_by_role("button", name="Sign out").click()
    form.wait_for_url("**/accounts/logout/")
    form.goto("/ui/gallery/form")
    assert kept(form) == 0
    assert form.input_value(TEXT) == ""
