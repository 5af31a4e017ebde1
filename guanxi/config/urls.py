"""Every address of the product, assembled from the packages."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("guanxi.api.urls")),  # first, since programs ask most often
    path("", include("guanxi.staff.urls")),
    path("", include("guanxi.ui.find.urls")),
    path("", include("guanxi.ui.lists.urls")),
    path("", include("guanxi.customers.urls")),
    path("", include("guanxi.analytics.urls")),
    path("", include("guanxi.approvals.urls")),
    path("", include("guanxi.commerce.urls")),
    path("", include("guanxi.contracts.urls")),
    path("", include("guanxi.dashboards.urls")),
    path("", include("guanxi.sales.urls")),
    path("", include("guanxi.steering.urls")),
    path("", include("guanxi.pocket.urls")),
    path("ui/gallery/", include("guanxi.ui.views.gallery")),
    path("", include("guanxi.timeline.urls")),
    path("intake/", include("guanxi.intake.urls")),
    path("history/", include("guanxi.ui.history.urls")),
    path("bin/", include("guanxi.ui.bin.urls")),
    path("work/", include("guanxi.ui.work.urls")),
    path("accounts/", include("allauth.urls")),
]

handler400 = "guanxi.api.site.bad_request"
handler500 = "guanxi.ui.views.errors.broken"
