"""The fields of opportunities and quotes, each described once."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.commerce.models import Tax
from guanxi.core.kinds import Field, Type
from guanxi.sales.models import Level, Opportunity, Quote, Stage
from guanxi.sales.queries.opportunity import about_product
from guanxi.sales.queries.pipeline import PIPELINE_CHOICES, STAGE_CHOICES

LEVEL_TONES = {"yes": "ok", "partly": "warn", "no": "bad"}
OPPORTUNITY = (
    Field("name", _("Opportunity"), required=True, editable=True, listed=True, aliases=("商机", "商机名称", "项目名称", "opportunity", "opportunity name", "deal", "deal name")),
    Field("customer", _("Customer"), Type.LINK, column="customer_id", link="customer", required=True, editable=True, listed=True, aliases=("客户", "客户名称", "customer", "account", "company")),
    Field("stage", _("Stage"), Type.CHOICE, editable=True, listed=True, choices=STAGE_CHOICES, tones={"won": "ok", "lost": "bad"}, aliases=("阶段", "商机阶段", "销售阶段", "stage", "deal stage", "sales stage")),
    Field("amount", _("Amount"), Type.MONEY, currency="currency", minor="amount_minor", sort="amount_minor", editable=True, listed=True, aliases=("金额", "预计金额", "商机金额", "amount", "value", "close value", "deal value")),
    Field("currency", _("Currency"), editable=True, aliases=("币种", "货币", "currency")),
    Field("owner", _("Owner"), Type.MEMBER, column="owner_id", listed=True, aliases=("负责人", "销售", "owner", "sales agent", "salesperson")),
    Field("expected_on", _("Expected close"), Type.DATE, sort="expected_on", editable=True, listed=True, aliases=("预计成交日期", "预计结束日期", "expected close", "expected close date")),
    Field("next_step", _("Next step"), editable=True, listed=True, aliases=("下一步", "next step")),
    Field("next_at", _("Next step due"), Type.DATETIME, editable=True, listed=True, aliases=("下一步时间", "next step due")),
    Field("state", _("State"), Type.CHOICE, choices=tuple((value, label) for value, label in Stage.Kind.choices), tones={"won": "ok", "lost": "bad"}),
    Field("pipeline", _("Pipeline"), Type.CHOICE, choices=PIPELINE_CHOICES),
    Field("contact", _("Contact"), Type.LINK, column="contact_id", link="contact", editable=True),
    Field("probability", _("Probability"), Type.INTEGER, editable=True, help=_("Your own figure, in percent."), aliases=("赢率", "成交概率", "probability", "win probability")),
    Field("category", _("Forecast category"), Type.CHOICE, editable=True, choices=tuple((value, label) for value, label in Opportunity.Category.choices), tones={"commit": "ok", "best": "info"}, aliases=("预测类别", "预测分类", "forecast category")),
    Field("money", pgettext_lazy("man", "Money"), Type.CHOICE, editable=True, choices=tuple(Level.choices), tones=LEVEL_TONES),
    Field("authority", pgettext_lazy("man", "Authority"), Type.CHOICE, editable=True, choices=tuple(Level.choices), tones=LEVEL_TONES),
    Field("need", pgettext_lazy("man", "Need"), Type.CHOICE, editable=True, choices=tuple(Level.choices), tones=LEVEL_TONES),
    Field("source", _("Source"), editable=True, aliases=("来源", "商机来源", "source", "lead source")),
    Field("reference", _("Number"), editable=True, aliases=("商机编号", "编号", "opportunity id", "opportunity number", "deal id")),
    Field("opened_on", _("Began on"), Type.DATE, editable=True, aliases=("开始日期", "创建日期", "engage date", "opened", "start date")),
    Field("closed_on", _("Closed on"), Type.DATE, editable=True, aliases=("结束日期", "成交日期", "关闭日期", "close date", "closed date")),
    Field("loss_by", _("Loss reason"), Type.CHOICE, editable=True, choices=tuple((value, label) for value, label in Opportunity.Lost.choices), aliases=("输单原因", "loss reason", "lost reason")),
    Field("loss_note", _("Why it was lost"), Type.LONGTEXT, filterable=False, editable=True, aliases=("输单说明", "loss note")),
    Field("stage_since", _("In this stage since"), Type.DATETIME),
    Field("furthest", _("Came as far as"), Type.CHOICE, choices=STAGE_CHOICES),
    Field("product", _("Product"), filled=True, condition=about_product),
    Field("created_at", _("Created"), Type.DATETIME, sort="created_at"),
    Field("import_id", _("Import"), Type.INTEGER, link="import"),
)  # fmt: skip

STATES = (*Quote.Status.choices, ("expired", pgettext_lazy("quote", "Expired")))
# no index knows "expired", one knows "sent"
STATE_IMPLIES = {value: Q(status=value) for value in Quote.Status.values} | {"expired": Q(status="sent")}
STATE_TONES = {"sent": "info", "accepted": "ok", "declined": "bad", "expired": "warn"}
QUOTE = (
    Field("number", _("Quote number"), listed=True),
    Field("subject", _("Subject"), editable=True, listed=True),
    Field("customer", _("Customer"), Type.LINK, column="customer_id", link="customer", required=True, listed=True),
    Field("state", _("State"), Type.CHOICE, listed=True, choices=STATES, tones=STATE_TONES, implied=STATE_IMPLIES),
    Field("total", _("Total"), Type.MONEY, currency="currency", minor="total_minor", sort="total_minor", listed=True),
    Field("currency", _("Currency"), editable=True),
    Field("valid_until", _("Valid until"), Type.DATE, sort="valid_until", editable=True, listed=True),
    Field("owner", _("Owner"), Type.MEMBER, column="owner_id", listed=True),
    Field("contact", _("Contact"), Type.LINK, column="contact_id", link="contact", editable=True),
    Field("opportunity", _("Opportunity"), Type.LINK, column="opportunity_id", link="opportunity", editable=True),
    Field("book", _("Price book"), Type.LINK, column="book_id", link="pricebook", editable=True),
    Field("version", _("Version"), Type.INTEGER),
    Field("tax", _("Tax"), Type.CHOICE, editable=True, choices=tuple((value, label) for value, label in Tax.choices)),
    Field("tax_rate", _("Tax rate, %"), Type.DECIMAL, editable=True, unit="%", zero=_("No tax")),
    Field("discount_percent", _("Discount, %"), Type.DECIMAL, editable=True, unit="%", help=_("Off the whole quote.")),
    Field("discount_amount", _("Discount as an amount"), Type.MONEY, currency="currency", filterable=False, editable=True, help=_("Off the whole quote, instead of a percentage.")),
    Field("discount_reason", _("Reason for the discount"), filterable=False, editable=True),
    Field("terms", _("Terms"), Type.LONGTEXT, filterable=False, editable=True, help=_("Delivery, payment and whatever else the customer reads below the prices.")),
    Field("sent_at", _("Sent on"), Type.DATETIME),
    Field("answered_at", _("Answered on"), Type.DATETIME),
    Field("created_at", _("Created"), Type.DATETIME, sort="created_at"),
)  # fmt: skip
