"""Contracts and payments from files: the targets of this package."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.contracts import fields
from guanxi.contracts.actions.contract import delete_contracts
from guanxi.contracts.actions.payment import void_rows
from guanxi.contracts.importing.contracts import load_contracts
from guanxi.contracts.importing.payments import load_payments
from guanxi.contracts.models import Payment
from guanxi.core.actor import Actor
from guanxi.core.kinds import Field, Type
from guanxi.intake.targets import BY_OTHERS, Key, Made, Target, TargetField, register

CONTRACT_SINCE = (
    "exists (select from contracts_contract o where o.customer_id = r.id and o.import_id is distinct from %(import)s)"
)
LENGTHS = {"number": 60, "name": 200, "customer": 200, "owner": 200, "currency": 3, "reference": 80, "note": 300, "contract": 60}  # fmt: skip
METHODS = (
    ("transfer", ("transfer", "Bank transfer", "wire", "T/T", "转账", "银行转账", "电汇", "对公转账")),
    ("draft", ("draft", "Bank draft", "承兑汇票", "银行承兑", "汇票")),
    ("cheque", ("cheque", "check", "支票")),
    ("card", ("card", "Credit card", "刷卡", "银行卡")),
    ("online", ("online", "Alipay", "WeChat", "支付宝", "微信", "在线支付")),
    ("cash", ("cash", "现金")),
    ("other", ("other", "其他")),
)
TAKEN_BACK = gettext_noop("The import was undone.")


def _of(kind: tuple[Field, ...], name: str, *, required: bool = False, loose: bool = False) -> TargetField:
    one = next(one for one in kind if one.name == name)
    plain = one.type in (Type.LINK, Type.MEMBER)
    choices = METHODS if name == "method" else ()
    return TargetField(
        name, one.label, Type.TEXT if plain else one.type, one.aliases, required, max_length=LENGTHS.get(name),
        choices=choices, loose=loose,
    )  # fmt: skip


CONTRACT_FIELDS = (
    _of(fields.CONTRACT, "number", required=True), _of(fields.CONTRACT, "name", loose=True), _of(fields.CONTRACT, "customer", required=True),
    _of(fields.CONTRACT, "amount", required=True), _of(fields.CONTRACT, "currency"), _of(fields.CONTRACT, "signed_on"),
    _of(fields.CONTRACT, "starts_on"), _of(fields.CONTRACT, "ends_on"), _of(fields.CONTRACT, "warn_days", loose=True),
    TargetField("instalments", _("Number of instalments"), Type.INTEGER, ("期数", "分期数", "instalments", "installments")),
    TargetField("first_due_on", _("First instalment due on"), Type.DATE, ("首期日期", "首付日期", "首期到期日", "first due", "first instalment")),
    _of(fields.CONTRACT, "owner"), _of(fields.CONTRACT, "note", loose=True),
)  # fmt: skip
PAYMENT_FIELDS = (
    _of(fields.PAYMENT, "contract", required=True), _of(fields.PAYMENT, "received_on", required=True),
    _of(fields.PAYMENT, "amount", required=True), _of(fields.CONTRACT, "currency"),
    _of(fields.PAYMENT, "method", loose=True), _of(fields.PAYMENT, "reference"), _of(fields.PAYMENT, "note", loose=True),
)  # fmt: skip


def _void(ids: Sequence[int], *, actor: Actor, at: datetime) -> None:
    """Payments are never deleted: what an import brought by mistake is void."""
    actor.require("edit", "payment")
    rows = Payment.objects.filter(pk__in=ids, status=Payment.Status.RECEIVED).order_by("pk")
    void_rows(list(rows), str(TAKEN_BACK), actor=actor, at=at)


MADE_CONTRACTS = Made(
    "contracts_contract", "contract", title="r.number", remove=delete_contracts,
    changed=f"""exists (select from core_change h where h.kind = 'contract' and h.record_id = r.id and h.operation = 'U' and {BY_OTHERS})
             or exists (select from contracts_payment p where p.contract_id = r.id)
             or exists (select from contracts_invoice i where i.contract_id = r.id)""",  # noqa: S608 - constants
)  # fmt: skip
MADE_PAYMENTS = Made(
    "contracts_payment", "payment", title="r.reference", remove=_void, alive="r.status = 'received'",
    changed=f"exists (select from core_change h where h.kind = 'payment' and h.record_id = r.id and h.operation = 'U' and {BY_OTHERS})",
)  # fmt: skip


def register_targets() -> None:
    """Called by the manifest."""
    from guanxi.customers.importing.loaders import MADE as CUSTOMERS

    register(
        Target(
            name="contract", label=_("Contracts"), icon="file-text", needs="contract.create", load=load_contracts,
            fields=CONTRACT_FIELDS, keys=(Key("number", _("Contract number")),), modes=("skip",), owned=True,
            made=(MADE_CONTRACTS, *CUSTOMERS), links=(("customer", _("Customers that are not known yet")),),
            known=_("Contracts that are known already, by their number, are left as they are."),
            list_url=lambda import_id: f"{reverse('contract_list')}?f=import_id:is:{import_id}", place=60,
            help=_("One contract a row, with customer, amount and dates; equal instalments by their number."),
        )
    )  # fmt: skip
    register(
        Target(
            name="payment", label=_("Payments received"), icon="cash", needs="payment.create", load=load_payments,
            fields=PAYMENT_FIELDS, keys=(Key("reference", _("Reference")),), modes=("skip",), made=(MADE_PAYMENTS,),
            known=_("Payments of a contract that are known already, by their reference, are left as they are."),
            undo_help=_("Payments that this import brought become void; they stay to be seen."),
            list_url=lambda import_id: f"{reverse('payment_list')}?f=import_id:is:{import_id}", place=65,
            help=_("One payment a row, for a contract named by its number; it pays the oldest instalments first."),
        )
    )  # fmt: skip
