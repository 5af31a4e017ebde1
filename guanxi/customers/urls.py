"""Addresses of customers and contacts. Lists, previews, edit in place and bulk verbs come from the record engine."""

from django.urls import include, path

from guanxi.customers.views import address, briefing, contact, duplicates, form, identity, life, record, sharing, tie
from guanxi.ui.records import kind_urls

urlpatterns = [
    path("customers/new/", form.new, name="customer_new"),
    path("customers/held/<str:channel>/", duplicates.held, name="customer_held"),
    path("customers/tags/", duplicates.tags, name="customer_tags"),
    path("customers/<int:pk>/", record.record, name="customer_record"),
    path("customers/<int:pk>/briefing/", briefing.page, name="customer_briefing"),
    path("customers/<int:pk>/next/", record.next_step, name="customer_next"),
    path("customers/<int:pk>/people/", record.people, name="customer_people"),
    path("customers/<int:pk>/edit/", form.edit, name="customer_edit"),
    path("customers/<int:pk>/plan/", life.plan, name="customer_plan"),
    path("customers/<int:pk>/assign/", life.assign, name="customer_assign"),
    path("customers/<int:pk>/give-back/<int:member_id>/", life.give_back, name="customer_take_back"),
    path("customers/<int:pk>/delete/", life.delete, name="customer_delete"),
    path("customers/<int:pk>/restore/", life.restore, name="customer_restore"),
    path("customers/<int:pk>/share/", sharing.share, name="customer_share"),
    path("customers/<int:pk>/share/<int:member_id>/end/", sharing.end, name="customer_unshare"),
    path("customers/<int:pk>/identities/new/", identity.new, name="identity_new"),
    path("customers/identities/<int:pk>/", identity.edit, name="identity_edit"),
    path("customers/identities/<int:pk>/remove/", identity.remove, name="identity_remove"),
    path("customers/<int:pk>/addresses/new/", address.new, name="address_new"),
    path("customers/addresses/<int:pk>/", address.edit, name="address_edit"),
    path("customers/addresses/<int:pk>/remove/", address.remove, name="address_remove"),
    path("customers/<int:pk>/contacts/new/", contact.new, name="contact_new_at"),
    path("customers/<int:pk>/ties/", tie.panel, name="tie_panel"),
    path("customers/<int:pk>/ties/new/", tie.new, name="tie_new"),
    path("customers/ties/<int:tie_id>/remove/", tie.remove, name="tie_remove"),
    path("customers/contacts/<int:pk>/", contact.edit, name="contact_record"),
    path("customers/contacts/<int:pk>/delete/", contact.delete, name="contact_delete"),
    path("customers/contacts/<int:pk>/restore/", contact.restore, name="contact_restore"),
    path("customers/contacts/", include(kind_urls("contact"))),
    path("customers/", include(kind_urls("customer"))),
]
