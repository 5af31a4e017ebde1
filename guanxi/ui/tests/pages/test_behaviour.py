"""Facts in place, toasts, menus, theme, rail, tabs, notices, progress."""

import json

TOAST = "detail => document.dispatchEvent(new CustomEvent('toast', {detail}))"


def test_fact_is_edited_by_keyboard_and_tab_goes_on(gallery):
    page = gallery("record")
    page.keyboard.press("e")
    page.locator(".fact-form input").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type("+86 10 6554 0000")
    page.keyboard.press("Tab")
    page.locator("[data-fact] >> nth=1").locator(".fact-form input").wait_for()
    assert page.locator("[data-fact] >> nth=0").locator("dd").inner_text() == "+86 10 6554 0000"
    page.keyboard.press("Escape")
    assert page.locator(".fact-form").count() == 0
    assert page.evaluate("document.activeElement.className") == "fact-value"


def test_refused_fact_stays_open_with_its_reason(gallery, axe):
    page = gallery("record")
    page.locator("[data-edit]").first.click()
    page.locator(".fact-form input").fill("")
    page.keyboard.press("Enter")
    page.get_by_text("A phone number is needed.").wait_for()
    assert page.locator(".fact-form input").get_attribute("aria-invalid") == "true"
    assert axe(page) == []


def test_leaving_a_fact_saves_it(gallery):
    page = gallery("record")
    page.locator("[data-edit]").first.click()
    page.locator(".fact-form input").fill("+86 21 1111")
    page.locator("textarea").focus()
    page.get_by_role("button", name="+86 21 1111").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_toast_undoes_and_says_what_failed_with_a_code(gallery, faults):
    page = gallery("day")
    posted: list[str] = []
    page.route(
        "**/undo/7",
        lambda route: (
            posted.append(route.request.headers["x-csrftoken"]),
            route.fulfill(status=500, headers={"X-Request-Id": "7F3A"}),
        ),
    )
    page.evaluate(TOAST, {"text": "12 customers handed over", "undo": "/undo/7"})
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Code for support: 7F3A").wait_for()
    assert len(posted) == 1
    assert len(posted[0]) == 64
    faults.clear()  # htmx writes the provoked 500 to the console


def test_toast_goes_after_ten_seconds_but_a_failure_stays(gallery):
    page = gallery("day")
    page.clock.install()
    page.evaluate(TOAST, {"text": "Saved"})
    page.evaluate(TOAST, {"text": "Broken", "tone": "bad"})
    page.clock.run_for(9_000)
    assert page.locator(".toast p").all_inner_texts() == ["Saved", "Broken"]
    page.clock.run_for(1_500)
    assert page.locator(".toast p").all_inner_texts() == ["Broken"]


def test_toast_text_is_text(gallery):
    page = gallery("day")
    page.evaluate(TOAST, {"text": "<img src=x>"})
    assert page.locator(".toast p").inner_text() == "<img src=x>"


def test_menu_opens_under_its_button_and_arrows_move(gallery, axe):
    page = gallery("list")
    button = page.locator("[popovertarget=member-menu]")
    button.click()
    menu, at = page.locator("#member-menu").bounding_box(), button.bounding_box()
    assert menu["y"] >= at["y"] + at["height"]
    assert menu["x"] + menu["width"] <= 1440
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent.trim()") == "My account"
    assert axe(page) == []
    page.keyboard.press("Escape")
    assert page.locator("#member-menu").is_hidden()


def test_theme_is_remembered_by_the_server_rendered_page(gallery):
    page = gallery("list")
    page.locator("[popovertarget=member-menu]").click()
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    source = page.request.get("/ui/gallery/list").text()
    assert 'data-theme="dark"' in source
    page.get_by_role("button", name="System").click()
    assert page.locator("html").get_attribute("data-theme") is None


def test_rail_folds_and_stays_folded(gallery):
    page = gallery("list")
    page.get_by_role("button", name="Fold navigation").click()
    page.reload()
    assert page.locator("#rail").bounding_box()["width"] == 56


def test_phone_has_five_at_the_thumb_and_the_rail_as_drawer(gallery, page, axe):
    page.set_viewport_size({"width": 390, "height": 844})
    gallery("list")
    assert page.locator(".bottombar-link").count() == 5
    assert page.locator("#rail").is_hidden()
    page.get_by_role("button", name="More").click()
    assert page.locator("#rail").is_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.locator("#rail").is_hidden()


def test_record_on_a_phone_shows_one_part_at_a_time(gallery, page):
    page.set_viewport_size({"width": 390, "height": 844})
    gallery("record")
    visible = lambda: [part for part in ("facts", "timeline", "panels") if page.locator(f"#pane-{part}").is_visible()]  # noqa: E731
    assert visible() == ["timeline"]
    page.get_by_role("tab", name="Facts").click()
    assert visible() == ["facts"]
    page.keyboard.press("ArrowLeft")
    assert visible() == ["panels"]


def test_touch_targets_on_a_phone_are_44_px(browser, live):
    context = browser.new_context(base_url=live, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto("/ui/gallery/list")
    heights = page.evaluate(
        "[...document.querySelectorAll('.btn, .icon-btn, .tab, .bottombar-link, tbody tr')]"
        ".filter(one => one.offsetParent).map(one => one.getBoundingClientRect().height)"
    )
    context.close()
    assert len(heights) > 30
    assert min(heights) >= 44


def test_branch_of_a_tree_folds(gallery):
    page = gallery("rights")
    page.locator("[data-folds=t2]").click()
    assert page.locator("#t2").is_hidden()
    assert page.locator("[data-folds=t2]").get_attribute("aria-expanded") == "false"


def test_columns_are_ordered_by_keyboard_and_button(gallery):
    page = gallery("list")
    page.locator("[data-dialog=columns]").click()
    names = lambda: page.locator("[data-columns] input").evaluate_all("all => all.map(one => one.value)")  # noqa: E731
    page.locator("[data-columns] li >> nth=0").locator("[data-move=down]").click()
    assert names() == ["B", "A", "C"]
    page.locator("[data-columns] input[value=C]").focus()
    page.keyboard.press("Alt+ArrowUp")
    assert names() == ["B", "C", "A"]


def test_progress_follows_the_stream_and_tells_the_end(gallery):
    page = gallery("components")
    page.evaluate("window.ends = 0; document.addEventListener('finished', () => window.ends++)")
    tell = "detail => document.dispatchEvent(new CustomEvent('progress', {detail}))"
    page.evaluate(tell, {"id": 7, "done": 60000, "total": 85000, "state": "running"})
    assert page.locator("[data-done]").inner_text() == "60,000"
    for _again in range(2):
        page.evaluate(tell, {"id": 7, "done": 85000, "total": 85000, "state": "done"})
    assert page.locator("progress").get_attribute("value") == "85000"
    assert page.evaluate("window.ends") == 1


def test_notices_are_polled_where_there_is_no_stream(page, gallery):
    def with_meta(route):
        answer = route.fetch()
        body = answer.text().replace("<head>", '<head><meta name="notices" content="/notices.json">', 1)
        route.fulfill(response=answer, body=body)

    page.route("**/ui/gallery/day", with_meta)
    page.route(
        "**/notices.json", lambda route: route.fulfill(body=json.dumps({"count": 120}), content_type="application/json")
    )
    gallery("day")
    page.locator("[data-notices-count]", has_text="99+").wait_for()


def test_stream_counts_and_shows_a_notice(page, gallery):
    def with_meta(route):
        answer = route.fetch()
        metas = '<head><meta name="stream" content="/events"><meta name="notices" content="/notices.json">'
        route.fulfill(response=answer, body=answer.text().replace("<head>", metas, 1))

    event = f"event: notice\ndata: {json.dumps({'id': 5})}\n\n"
    notice = {"text": "李国强 mentioned you", "url": "/ui/gallery/record"}
    state = json.dumps({"count": 4, "last": 5, "notices": [notice], "progress": []})
    page.route("**/ui/gallery/day", with_meta)
    page.route("**/notices.json?after=4", lambda route: route.fulfill(body=state, content_type="application/json"))
    page.route("**/events", lambda route: route.fulfill(body=event, content_type="text/event-stream"))
    gallery("day")
    page.get_by_role("link", name="李国强 mentioned you").first.wait_for()
    assert page.locator("[data-notices-count]").inner_text() == "4"


def test_two_notices_at_once_are_told_once_each(page, gallery):
    asked = []

    def with_meta(route):
        answer = route.fetch()
        metas = '<head><meta name="stream" content="/events"><meta name="notices" content="/notices.json">'
        route.fulfill(response=answer, body=answer.text().replace("<head>", metas, 1))

    def state(route):
        known = int(route.request.url.rpartition("=")[2])
        asked.append(known)
        notices = [{"text": f"Notice {number}", "url": "/"} for number in (5, 6) if number > known]
        answer = json.dumps({"count": 2, "last": 6, "notices": notices, "progress": []})
        route.fulfill(body=answer, content_type="application/json")

    events = "".join(f"event: notice\ndata: {json.dumps({'id': number})}\n\n" for number in (5, 6))
    page.route("**/ui/gallery/day", with_meta)
    page.route("**/notices.json?after=*", state)
    page.route(
        "**/events", lambda route: route.fulfill(body=f"retry: 60000\n{events}", content_type="text/event-stream")
    )
    gallery("day")
    page.get_by_text("Notice 6").first.wait_for()
    for _ in range(100):  # the second notice is asked about once the first answer is in
        if 6 in asked:
            break
        page.wait_for_timeout(100)
    assert 6 in asked
    assert page.locator("#toasts").get_by_role("link").all_inner_texts() == ["Notice 5", "Notice 6"]


def test_a_page_that_made_room_listens_again_after_a_while(page, gallery):
    asked = []

    def stream(route):
        asked.append(route.request.url)
        route.fulfill(body="retry: 10\nevent: crowded\ndata: {}\n\n", content_type="text/event-stream")

    def with_meta(route):
        answer = route.fetch()
        body = answer.text().replace("<head>", '<head><meta name="stream" content="/events">', 1)
        route.fulfill(response=answer, body=body)

    page.clock.install()
    page.route("**/ui/gallery/day", with_meta)
    page.route("**/events", stream)
    gallery("day")
    page.wait_for_timeout(1000)
    assert len(asked) == 1
    page.clock.run_for(30_100)
    page.wait_for_timeout(500)
    assert len(asked) == 2


def test_starting_page_opens_by_itself_when_the_site_answers(page):
    answers = [503, 503, 200]
    page.clock.install()
    page.route("**/somewhere", lambda route: _starting(route, answers))
    page.goto("/somewhere")
    page.clock.run_for(5_100)
    page.wait_for_timeout(200)
    assert page.locator("h1").inner_text() == "Guanxi is starting"
    page.clock.run_for(5_100)
    page.get_by_text("it is there").wait_for()


def _starting(route, answers):
    status = answers.pop(0) if len(answers) > 1 else answers[0]
    if status == 503:
        starting = route.fetch(url=route.request.url.replace("/somewhere", "/ui/gallery/error/503"), method="GET")
        route.fulfill(response=starting, status=503)
    else:
        route.fulfill(status=200, body="<p>it is there", content_type="text/html")
