"""What contracts plug in: three kinds, their rights, menu, panels, timeline entries and import targets."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.contracts import briefing, fields, wording
from guanxi.contracts.actions import contract as actions
from guanxi.contracts.actions import invoice as invoice_actions
from guanxi.contracts.actions import noted
from guanxi.contracts.actions import payment as payment_actions
from guanxi.contracts.approving import register_documents
from guanxi.contracts.events import OVERDUE, PAID, STATUS
from guanxi.contracts.importing import CONTRACT_SINCE, register_targets
from guanxi.contracts.models import Contract, Invoice, Payment
from guanxi.contracts.queries.contract import contracts, invoices, invoices_found, payments, payments_found
from guanxi.core import events, kinds, search, slots
from guanxi.intake.targets import add_touch
from guanxi.staff import catalogue

kinds.register(
    kinds.Kind(
        name="contract",
        model=Contract,
        label=_("Contract"),
        plural=_("Contracts"),
        icon="file-text",
        fields=fields.CONTRACT,
        url=kinds.record_url("contract_record"),
        list_url=lambda: reverse("contract_list"),
        title=lambda one: one.number,
        rows=contracts,
        search=lambda text, actor: search.hits("contract", text, actor),
        verbs=kinds.Verbs(
            create=actions.create_contract,
            edit=actions.edit_contract,
            assign=actions.assign_contracts,
            delete=actions.delete_contracts,
            restore=actions.restore_contracts,
        ),
        owned=True,
        home="customer_id",
        default_sort="-created_at",
        teaches=_("A contract says what a customer signed and when he pays. Enter the first one, or import yours: what is owed and overdue then stands here and on my day."),
        presets=(
            (pgettext_lazy("contracts", "In force"), "f=status:any:active"),
            (_("Overdue payments"), "f=payment_state:any:overdue&sort=next_due_on"),
            (_("Due this month"), "f=next_due_on:in:this-month&sort=next_due_on"),
            (_("My customers’ debts"), "f=owner:me;next_due_on:not_empty&sort=next_due_on"),
            (_("Ending in 60 days"), "f=status:any:active;ends_on:next:60&sort=ends_on"),
        ),
    )
)  # fmt: skip
kinds.register(
    kinds.Kind(
        name="payment",
        model=Payment,
        label=_("Payment"),
        plural=_("Payments"),
        icon="cash",
        fields=fields.PAYMENT,
        url=kinds.record_url("payment_record"),
        list_url=lambda: reverse("payment_list"),
        title=str,
        rows=payments,
        search=payments_found,
        verbs=kinds.Verbs(create=payment_actions.record_payment, edit=payment_actions.edit_payment),
        home="customer_id",
        teaches=_("Payments are booked on the page of their contract, or imported from the list of your bank."),
        default_sort="-received_on",
    )
)
kinds.register(
    kinds.Kind(
        name="invoice",
        model=Invoice,
        label=_("Invoice"),
        plural=_("Invoices"),
        icon="report-money",
        fields=fields.INVOICE,
        url=kinds.record_url("invoice_record"),
        list_url=lambda: reverse("invoice_list"),
        title=lambda one: one.number,
        rows=invoices,
        search=invoices_found,
        verbs=kinds.Verbs(create=invoice_actions.record_invoice, edit=invoice_actions.edit_invoice),
        home="customer_id",
        teaches=_("Invoices are recorded on the page of their contract."),
        default_sort="-issued_on",
    )
)
BOOKED = ("see", "create", "edit", "export")
VERBS = ("see", "create", "edit", "delete", "export", "assign")
catalogue.offer(catalogue.GrantKind("contract", _("Contracts"), VERBS, owned=True))
catalogue.offer(catalogue.GrantKind("payment", _("Payments"), BOOKED))
catalogue.offer(catalogue.GrantKind("invoice", _("Invoices"), BOOKED))
slots.add_menu(
    slots.MenuItem(
        "contracts", _("Contracts"), "file-text", "contract_list", needs="contract.see", place=42, group="sell"
    )
)
slots.add_panel(
    slots.Panel(
        "customer", _("Contracts"), lambda pk: reverse("contract_panel", args=[pk]), needs="contract.see", place=17
    )
)
slots.add_panel(
    slots.Panel("quote", _("Contract"), lambda pk: reverse("contract_quote_panel", args=[pk]), needs="contract.see")
)
slots.add_panel(
    slots.Panel(
        "opportunity",
        _("Contracts"),
        lambda pk: reverse("contract_opportunity_panel", args=[pk]),
        needs="contract.see",
    )
)
slots.add_panel(slots.Panel("day", _("Overdue payments"), lambda _me: reverse("contract_day"), needs="contract.see"))
slots.add_part(
    slots.Part(
        "customer", _("What they owe"), "contracts/briefing/owed.html", briefing.owed, needs="contract.see", place=47
    )
)
slots.add_entry_kind(
    slots.EntryKind("contract", _("Contract"), "file-text", sentence=wording.say_contract),
    slots.EntryKind("payment", _("Payment"), "cash", sentence=wording.say_payment),
)

register_targets()
register_documents()
add_touch("customer", CONTRACT_SINCE)
events.subscribe(STATUS, noted.note_status)
events.subscribe(PAID, noted.note_paid)
events.subscribe(OVERDUE, noted.note_overdue)
