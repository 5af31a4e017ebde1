"""Addresses of what customers are worth, and of chances."""

from django.urls import path

from guanxi.analytics.views import (
    chance,
    customer,
    dimensions,
    explorer,
    nextstep,
    shelf,
    steps,
    terms,
    value,
    warehouse,
)

ONE = "analytics/customers/<int:customer_id>/"
urlpatterns = [
    path("analytics/value/", value.page, name="value"),
    path("analytics/value/again/", value.again, name="value_again"),
    path("analytics/value/rule/", value.rule, name="value_rule"),
    path("analytics/dimensions/", dimensions.page, name="dimensions"),
    path("analytics/dimensions/again/", dimensions.again, name="dimensions_again"),
    path("analytics/dimensions/weights/", dimensions.weights, name="dimensions_weights"),
    path("analytics/contracts/", terms.page, name="terms"),
    path("analytics/explore/", explorer.page, name="explorer"),
    path("analytics/explore/file/<str:sheet>/", explorer.as_file, name="explorer_file"),
    path("analytics/warehouse/", warehouse.page, name="warehouse"),
    path("analytics/warehouse/fill/", warehouse.again, name="warehouse_fill"),
    path("analytics/chances/", chance.page, name="chances"),
    path("analytics/chances/again/", chance.again, name="chances_again"),
    path("analytics/steps/", steps.page, name="steps"),
    path("analytics/steps/day/", steps.day, name="steps_day"),
    path("analytics/leads/day/", chance.day, name="leads_day"),
    path("analytics/leads/", chance.leads, name="leads_by_value"),
    path("analytics/leads/<int:lead_id>/panel/", chance.lead_panel, name="lead_chance_panel"),
    path("analytics/products/<int:product_id>/panel/", shelf.product_panel, name="companions_panel"),
    path("analytics/products/<int:product_id>/propose/", shelf.propose, name="product_propose"),
    path(f"{ONE}step/panel/", nextstep.panel, name="step_panel"),
    path(f"{ONE}step/take/", nextstep.take, name="step_take"),
    path(f"{ONE}step/aside/", nextstep.put_aside, name="step_aside"),
    path(f"{ONE}step/undo/", nextstep.take_back, name="step_undo"),
    path(f"{ONE}next/panel/", shelf.panel, name="likely_panel"),
    path(f"{ONE}leaving/panel/", chance.leaving_panel, name="leaving_panel"),
    path(ONE, customer.page, name="customer_value"),
    path(f"{ONE}panel/", customer.panel, name="customer_value_panel"),
]
