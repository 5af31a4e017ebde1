from django.urls import include, path

from guanxi.commerce.views import discount, order, pricebook, product, rate
from guanxi.ui.records import kind_urls

urlpatterns = [
    path("commerce/pricebooks/new/", pricebook.new, name="pricebook_new"),
    path("commerce/pricebooks/<int:pk>/", pricebook.record, name="pricebook_record"),
    path("commerce/pricebooks/<int:pk>/edit/", pricebook.edit, name="pricebook_edit"),
    path("commerce/pricebooks/<int:pk>/prices/", pricebook.set_one, name="price_set"),
    path("commerce/pricebooks/<int:pk>/prices/<int:price_id>/remove/", pricebook.remove_one, name="price_remove"),
    path("commerce/pricebooks/", include(kind_urls("pricebook", template="commerce/pricebooks.html"))),
    path("commerce/discounts/", discount.listing, name="discount_limits"),
    path("commerce/rates/", rate.listing, name="rate_list"),
    path("commerce/rates/<int:rate_id>/remove/", rate.remove, name="rate_remove"),
    path("commerce/products/new/", product.new, name="product_new"),
    path("commerce/products/<int:pk>/", product.record, name="product_record"),
    path("commerce/products/<int:pk>/parts/", product.set_one, name="part_set"),
    path("commerce/products/<int:pk>/parts/<int:part_id>/remove/", product.remove_one, name="part_remove"),
    path("commerce/products/<int:pk>/edit/", product.edit, name="product_edit"),
    path("commerce/products/", include(kind_urls("product"))),
    path("commerce/orders/<int:pk>/", order.record, name="order_record"),
    path("commerce/orders/of/<int:customer_id>/", order.panel, name="order_panel"),
    path("commerce/orders/", include(kind_urls("order"))),
]
