"""A dashboard as a file: the figures of whoever asks, in his language, charts drawn."""

import io
from typing import Any

from django.test import Client
from pypdf import PdfReader

from guanxi.core import clock
from guanxi.core.actor import acting_as
from guanxi.dashboards.actions.dashboard import begin
from guanxi.dashboards.actions.tile import add_tile


def test_the_file_holds_what_the_page_shows_in_the_language_of_whoever_asks(shop: Any, board: Any) -> None:
    with acting_as(shop.seller.pk, through="page") as actor:
        given = {"actor": actor, "at": clock.now()}
        add_tile(board, {"m": "revenue", "by": "owner"}, form="chart", width="half", **given)
        add_tile(board, {"m": "orders", "m2": "revenue", "by": "month"}, form="table", width="half", **given)
        add_tile(board, {"m": "payments"}, form="figure", width="quarter", **given)
    for language, words in (
        ("en", ("Revenue", "Orders · Month", "2026-02", "Nothing in this period")),
        ("zh-hans", ("销售额",)),
    ):
        client = Client(headers={"Accept-Language": language})
        client.force_login(shop.seller)
        answer = client.get(f"/dashboards/{board.pk}/pdf/?period=all")
        assert answer["Content-Type"] == "application/pdf"
        assert "Mine" in answer["Content-Disposition"]
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        for word in ("¥1,000.00", *words):
            assert word in text
    assert len(shop.asked) == 1  # the second file came from what was kept


def test_without_figures_the_page_says_so_instead(shop: Any) -> None:
    from guanxi.analytics.models import Fill
    from guanxi.core.actor import acting_as_system

    with acting_as_system("test"):
        Fill.objects.all().delete()
    with acting_as(shop.seller.pk, through="page") as actor:
        board = begin("seller", actor=actor, at=clock.now())
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(shop.seller)
    assert "was not filled yet" in client.get(f"/dashboards/{board.pk}/pdf/", follow=True).content.decode()
