"""Addresses of what customers are worth."""

from django.urls import path

from guanxi.analytics.views import customer, value, warehouse

ONE = "analytics/customers/<int:customer_id>/"
urlpatterns = [
    path("analytics/value/", value.page, name="value"),
    path("analytics/value/again/", value.again, name="value_again"),
    path("analytics/value/rule/", value.rule, name="value_rule"),
    path("analytics/warehouse/", warehouse.page, name="warehouse"),
    path("analytics/warehouse/fill/", warehouse.again, name="warehouse_fill"),
    path(ONE, customer.page, name="customer_value"),
    path(f"{ONE}panel/", customer.panel, name="customer_value_panel"),
]
