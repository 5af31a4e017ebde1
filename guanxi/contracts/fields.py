"""The fields of contracts, payments and invoices, each described once."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.contracts.models import Contract, Invoice, Payment
from guanxi.core.kinds import Field, Type

STATES = (
    ("planned", pgettext_lazy("payments", "Planned")),
    ("partial", pgettext_lazy("payments", "Partial")),
    ("overdue", pgettext_lazy("payments", "Overdue")),
    ("received", pgettext_lazy("payments", "Received")),
    ("void", pgettext_lazy("payments", "Void")),
)
TONES = {"overdue": "bad", "received": "ok", "partial": "warn"}
VOID = {"void": "bad"}

CONTRACT = (
    Field("number", _("Contract number"), required=True, editable=True, listed=True, aliases=("合同编号", "合同号", "编号", "contract number", "contract no", "contract id")),
    Field("name", _("Subject"), editable=True, listed=True, aliases=("合同名称", "合同标题", "主题", "contract", "contract name", "subject", "title")),
    Field("customer", _("Customer"), Type.LINK, column="customer_id", link="customer", required=True, editable=True, listed=True, aliases=("客户", "客户名称", "甲方", "customer", "account", "company")),
    Field("status", _("Status"), Type.CHOICE, listed=True, choices=tuple((value, label) for value, label in Contract.Status.choices), tones={"active": "ok", "void": "bad"}, aliases=("合同状态", "状态", "status")),
    Field("payment_state", _("Payments"), Type.CHOICE, listed=True, choices=STATES, tones=TONES, implied={"overdue": Q(next_due_on__isnull=False)}),
    Field("amount", _("Amount"), Type.MONEY, currency="currency", minor="amount_minor", sort="amount_minor", required=True, editable=True, listed=True, aliases=("合同金额", "金额", "总金额", "amount", "contract amount", "value")),
    Field("received", _("Received"), Type.MONEY, currency="currency", minor="received_minor", listed=True),
    Field("owed", _("Owed"), Type.MONEY, currency="currency", minor="owed_minor", sort="owed_minor", listed=True),
    Field("next_due_on", _("Next due"), Type.DATE, sort="next_due_on", listed=True),
    Field("currency", _("Currency"), editable=True, aliases=("币种", "货币", "currency")),
    Field("owner", _("Owner"), Type.MEMBER, column="owner_id", listed=True, aliases=("负责人", "销售", "owner", "salesperson")),
    Field("signed_on", _("Signed on"), Type.DATE, editable=True, aliases=("签订日期", "签约日期", "签署日期", "signed on", "signed", "date signed"), help=_("A draft is in force from the day of signing on.")),
    Field("starts_on", _("Starts on"), Type.DATE, editable=True, aliases=("开始日期", "生效日期", "start date", "starts on")),
    Field("ends_on", _("Ends on"), Type.DATE, sort="ends_on", editable=True, aliases=("结束日期", "到期日期", "end date", "ends on", "expires")),
    Field("warn_days", _("Renewal warning, days before"), Type.INTEGER, editable=True, help=_("Its owner is told this many days before it ends."), aliases=("续约提醒天数", "提醒天数", "warning days")),
    Field("opportunity", _("Opportunity"), Type.LINK, column="opportunity_id", link="opportunity", editable=True),
    Field("quote", _("Quote"), Type.LINK, column="quote_id", link="quote", editable=True, help=_("That the customer accepted. Where amount or terms differ from it, somebody has to approve the contract.")),
    Field("terms", _("Terms"), Type.LONGTEXT, filterable=False, editable=True),
    Field("note", _("Note"), Type.LONGTEXT, filterable=False, editable=True, aliases=("备注", "note", "notes")),
    Field("void_reason", _("Why it is void"), filterable=False),
    Field("created_at", _("Created"), Type.DATETIME, sort="created_at"),
    Field("import_id", _("Import"), Type.INTEGER, link="import"),
)  # fmt: skip

PAYMENT = (
    Field("received_on", _("Received on"), Type.DATE, sort="received_on", required=True, listed=True, aliases=("回款日期", "到账日期", "收款日期", "日期", "received on", "payment date", "date")),
    Field("contract", _("Contract"), Type.LINK, column="contract_id", link="contract", required=True, listed=True, aliases=("合同", "合同编号", "合同号", "contract", "contract number", "contract no")),
    Field("customer", _("Customer"), Type.LINK, column="customer_id", link="customer", listed=True),
    Field("amount", _("Amount"), Type.MONEY, currency="currency", minor="amount_minor", sort="amount_minor", required=True, listed=True, aliases=("回款金额", "到账金额", "收款金额", "金额", "amount", "paid", "amount received")),
    Field("currency", _("Currency")),
    Field("method", _("Method"), Type.CHOICE, listed=True, editable=True, choices=tuple((value, label) for value, label in Payment.Method.choices), aliases=("回款方式", "付款方式", "支付方式", "method", "payment method")),
    Field("reference", _("Reference"), listed=True, editable=True, aliases=("流水号", "凭证号", "银行流水号", "reference", "transaction id", "payment reference")),
    Field("status", _("Status"), Type.CHOICE, listed=True, choices=tuple((value, label) for value, label in Payment.Status.choices), tones=VOID),
    Field("note", _("Note"), editable=True, filterable=False, aliases=("备注", "note")),
    Field("void_reason", _("Why it is void"), filterable=False),
    Field("created_at", _("Created"), Type.DATETIME),
    Field("import_id", _("Import"), Type.INTEGER, link="import"),
)  # fmt: skip

INVOICE = (
    Field("number", _("Invoice number"), required=True, editable=True, listed=True, aliases=("发票号", "发票号码", "invoice number")),
    Field("issued_on", _("Issued on"), Type.DATE, sort="issued_on", required=True, listed=True),
    Field("contract", _("Contract"), Type.LINK, column="contract_id", link="contract", required=True, listed=True),
    Field("customer", _("Customer"), Type.LINK, column="customer_id", link="customer", listed=True),
    Field("kind", _("Kind of invoice"), Type.CHOICE, listed=True, editable=True, choices=tuple((value, label) for value, label in Invoice.Kind.choices)),
    Field("title", _("Billing title"), required=True, editable=True, listed=True),
    Field("tax_number", _("Tax number"), editable=True),
    Field("amount", _("Amount"), Type.MONEY, currency="currency", minor="amount_minor", sort="amount_minor", required=True, listed=True),
    Field("currency", _("Currency")),
    Field("status", _("Status"), Type.CHOICE, listed=True, choices=tuple((value, label) for value, label in Invoice.Status.choices), tones=VOID),
    Field("note", _("Note"), editable=True, filterable=False),
    Field("void_reason", _("Why it is void"), filterable=False),
    Field("created_at", _("Created"), Type.DATETIME),
)  # fmt: skip
