"""Addresses of contracts with their plans, payments and invoices."""

from django.urls import include, path

from guanxi.contracts.views import contract, invoice, payment, plan, status
from guanxi.ui.records import kind_urls

ONE = "contracts/<int:pk>/"
urlpatterns = [
    path("contracts/new/", contract.new, name="contract_new"),
    path("contracts/day/", contract.day, name="contract_day"),
    path("contracts/of/<int:customer_id>/", contract.panel, name="contract_panel"),
    path("contracts/from/<int:quote_id>/", contract.quote_panel, name="contract_quote_panel"),
    path("contracts/for/<int:opportunity_id>/", contract.opportunity_panel, name="contract_opportunity_panel"),
    path(ONE, contract.record, name="contract_record"),
    path(f"{ONE}edit/", contract.edit, name="contract_edit"),
    path(f"{ONE}delete/", contract.delete, name="contract_delete"),
    path(f"{ONE}plan/", plan.plan, name="contract_plan"),
    path(f"{ONE}sign/", status.sign, name="contract_sign"),
    path(f"{ONE}approval/", status.approval, name="contract_approval"),
    path(f"{ONE}end/", status.end, name="contract_end"),
    path(f"{ONE}reopen/", status.reopen, name="contract_reopen"),
    path(f"{ONE}void/", status.void, name="contract_void"),
    path(f"{ONE}payments/", payment.add, name="contract_payment_add"),
    path(f"{ONE}payments/<int:payment_id>/void/", payment.void, name="contract_payment_void"),
    path(f"{ONE}invoices/", invoice.add, name="contract_invoice_add"),
    path(f"{ONE}invoices/<int:invoice_id>/void/", invoice.void, name="contract_invoice_void"),
    path(f"{ONE}titles/", invoice.title, name="contract_title_new"),
    path(f"{ONE}titles/<int:title_id>/", invoice.title, name="contract_title_edit"),
    path(f"{ONE}titles/<int:title_id>/remove/", invoice.drop_title, name="contract_title_remove"),
    path("contracts/payments/<int:pk>/", payment.record, name="payment_record"),
    path("contracts/payments/", include(kind_urls("payment", template="contracts/money_list.html"))),
    path("contracts/invoices/<int:pk>/", invoice.record, name="invoice_record"),
    path("contracts/invoices/", include(kind_urls("invoice", template="contracts/money_list.html"))),
    path("contracts/", include(kind_urls("contract", template="contracts/list.html"))),
]
