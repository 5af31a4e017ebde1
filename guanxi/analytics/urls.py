"""Addresses of what customers are worth."""

from django.urls import path

from guanxi.analytics.views import customer, value

ONE = "analytics/customers/<int:customer_id>/"
urlpatterns = [
    path("analytics/value/", value.page, name="value"),
    path("analytics/value/again/", value.again, name="value_again"),
    path("analytics/value/rule/", value.rule, name="value_rule"),
    path(ONE, customer.page, name="customer_value"),
    path(f"{ONE}panel/", customer.panel, name="customer_value_panel"),
]
