"""Addresses of the pocket; the worker stands at the root, since it answers for every page."""

from django.urls import path

from guanxi.pocket.views import arrival, content, page, taking, worker

urlpatterns = [
    path("pocket-worker.js", worker.worker, name="pocket_worker"),
    path("pocket/manifest/<str:language>/", worker.manifest, name="pocket_manifest"),
    path("pocket/shell/<str:language>/", worker.shell, name="pocket_shell"),
    path("pocket/", page.page, name="pocket"),
    path("pocket/written/", page.written, name="pocket_written"),
    path("pocket/token/", arrival.token, name="pocket_token"),
    path("pocket/arrivals/", arrival.arrive, name="pocket_arrive"),
    path("pocket/content/", content.content, name="pocket_content"),
    path("pocket/content/prices/", content.prices, name="pocket_prices"),
    path("pocket/content/customer/<int:customer_id>/", content.customer, name="pocket_customer"),
    path("pocket/panel/<int:customer_id>/", taking.panel, name="pocket_panel"),
    path("pocket/take/<int:customer_id>/", taking.taking, name="pocket_take"),
]
