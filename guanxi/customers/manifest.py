"""What customers plug in: the kinds `customer` and `contact`, their menu items."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.core import kinds, search, slots
from guanxi.customers import briefing, fields
from guanxi.customers.actions import contact as contact_actions
from guanxi.customers.actions import customer as customer_actions
from guanxi.customers.holding import register_holdings
from guanxi.customers.importing.loaders import register_targets
from guanxi.customers.models import Contact, Customer
from guanxi.customers.queries import customer as queries
from guanxi.customers.queries import identity
from guanxi.staff import catalogue

kinds.register(
    kinds.Kind(
        name="customer",
        model=Customer,
        label=_("Customer"),
        plural=_("Customers"),
        icon="building",
        fields=fields.CUSTOMER,
        url=kinds.record_url("customer_record"),
        list_url=lambda: reverse("customer_list"),
        title=lambda one: one.name,
        rows=queries.customers,
        fill=identity.fill_customers,
        search=lambda text, actor: search.hits("customer", text, actor),
        verbs=kinds.Verbs(
            create=customer_actions.create_customer,
            edit=customer_actions.edit_customer,
            assign=customer_actions.assign_customers,
            give_back=customer_actions.give_back_customers,
            delete=customer_actions.delete_customers,
            restore=customer_actions.restore_customers,
            tag=customer_actions.tag_customers,
        ),
        owned=True,
        shared=True,
        default_sort="-created_at",
        key="c",
    )
)
slots.add_menu(
    slots.MenuItem("customers", _("Customers"), "building", "customer_list", needs="customer.see", key="c", place=10),
    slots.MenuItem("contacts", _("Contacts"), "users", "contact_list", needs="contact.see", place=20),
)
_page_of_customer = kinds.record_url("customer_record", of="customer_id")
kinds.register(
    kinds.Kind(
        name="contact",
        model=Contact,
        label=_("Contact"),
        plural=_("Contacts"),
        icon="user",
        fields=fields.CONTACT,
        url=lambda one: f"{_page_of_customer(one)}#contact-{one.pk}",
        list_url=lambda: reverse("contact_list"),
        title=lambda one: one.name,
        rows=queries.contacts,
        fill=identity.fill_contacts,
        search=lambda text, actor: search.hits("contact", text, actor),
        verbs=kinds.Verbs(
            create=contact_actions.create_contact,
            edit=contact_actions.edit_contact,
            delete=contact_actions.delete_contacts,
            restore=contact_actions.restore_contacts,
        ),
        home="customer_id",
        default_sort="-created_at",
    )
)

catalogue.offer(catalogue.GrantKind("fact", _("Figures on what customers are worth"), ("see", "edit", "administer")))
slots.add_part(
    slots.Part("customer", _("Who they are"), "customers/briefing/who.html", briefing.who, place=10),
    slots.Part(
        "customer", _("People"), "customers/briefing/people.html", briefing.people, needs="contact.see", place=20
    ),
)
slots.add_panel(slots.Panel("customer", _("Who leads to whom"), lambda pk: reverse("tie_panel", args=[pk]), place=23))
register_holdings()
register_targets()
