"""The product's addresses, and the routes of the kinds that these tests look at."""

from django.http import HttpResponse
from django.urls import include, path

from guanxi.config.urls import urlpatterns as product
from guanxi.ui.records import kind_urls

urlpatterns = [
    path("t/customers/", include(kind_urls("customer"))),
    *(path(f"t/{name}s/", include(kind_urls(name))) for name in ("contact", "task", "product", "order")),
    path("t/customers/<int:pk>/", lambda request, pk: HttpResponse(str(pk)), name="customer_record"),
    path("t/customers/new/", lambda request: HttpResponse("new"), name="customer_new"),
    *product,
]
