from django.urls import include, path

from guanxi.commerce.views import order, product
from guanxi.ui.records import kind_urls

urlpatterns = [
    path("commerce/products/new/", product.new, name="product_new"),
    path("commerce/products/<int:pk>/", product.record, name="product_record"),
    path("commerce/products/<int:pk>/edit/", product.edit, name="product_edit"),
    path("commerce/products/", include(kind_urls("product"))),
    path("commerce/orders/<int:pk>/", order.record, name="order_record"),
    path("commerce/orders/of/<int:customer_id>/", order.panel, name="order_panel"),
    path("commerce/orders/", include(kind_urls("order"))),
]
