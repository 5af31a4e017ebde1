"""What customers plug in: the kinds `customer` and `contact`, their menu items."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.core import kinds
from guanxi.customers import fields
from guanxi.customers.models import Contact, Customer
from guanxi.customers.queries import customer as queries
from guanxi.customers.queries import identity

kinds.register(
    kinds.Kind(
        name="customer",
        model=Customer,
        label=_("Customer"),
        plural=_("Customers"),
        icon="building",
        fields=fields.CUSTOMER,
        url=lambda one: reverse("customer_record", args=[one.pk]),
        list_url=lambda: reverse("customer_list"),
        title=lambda one: one.name,
        rows=queries.customers,
        fill=identity.fill_customers,
        owned=True,
        shared=True,
        default_sort="-created_at",
        key="c",
    )
)
kinds.register(
    kinds.Kind(
        name="contact",
        model=Contact,
        label=_("Contact"),
        plural=_("Contacts"),
        icon="user",
        fields=fields.CONTACT,
        url=lambda one: f"{reverse('customer_record', args=[one.customer_id])}#contact-{one.pk}",
        list_url=lambda: reverse("contact_list"),
        title=lambda one: one.name,
        rows=queries.contacts,
        fill=identity.fill_contacts,
        home="customer_id",
        default_sort="-created_at",
    )
)
