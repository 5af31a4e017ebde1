"""What a file can say about a customer and his contact. Labels and header words are those of the kinds' own fields."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.core.kinds import Field, Type
from guanxi.customers import fields as kinds
from guanxi.customers.models import Channel, Customer
from guanxi.intake.targets import TargetField
from guanxi.intake.values import Hints, parse_choice, parse_integer
from guanxi.intake.values.problem import BadValue

# Words of files beside the labels of both languages.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "type": {
        "company": ("Company", "Organisation", "Organization", "Business", "Account", "公司", "企业", "单位", "机构"),
        "person": ("Person", "Individual", "Private", "Consumer", "个人", "自然人"),
    },
    "stage": {
        "lead": ("Lead", "New", "Subscriber", "线索", "潜在", "潜在客户"),
        "prospect": ("Prospect", "Opportunity", "Qualified", "意向", "商机", "意向客户"),
        "customer": ("Customer", "Client", "Active", "Won", "客户", "成交", "成交客户", "老客户"),
        "lapsed": ("Lapsed", "Inactive", "Former", "Churned", "Lost", "流失", "流失客户", "已流失"),
    },
    "part": {
        "decider": ("Decides", "Decision maker", "决策人", "决策者"),
        "influencer": ("Influences", "Influencer", "影响者"),
        "buyer": ("Buys", "Buyer", "Purchasing", "采购", "采购人"),
        "user": ("Uses", "User", "使用者", "使用人"),
        "gatekeeper": ("Gatekeeper", "把关人", "前台"),
        "other": ("Other", "其他"),
    },
    "size": {str(value): () for value in Customer.Size.values},
}
MORE_WORDS = {
    "name": ("公司简称", "客户姓名"),
    "reference": ("序号", "Record ID"),
    "owner": ("Contact owner", "Salesperson", "销售代表"),
    "mail": ("E-mail 1 - Value", "E-mail address"),
    "next_contact_at": ("Next appointment date",),
    "website": ("Web page",),
}
BANDS = ((1000, Customer.Size.HUGE), (250, Customer.Size.LARGE), (50, Customer.Size.MIDDLE), (10, Customer.Size.SMALL))
LENGTHS = {
    "name": 200, "reference": 80, "source": 80, "industry": 80, "currency": 3, "country": 80, "city": 80, "website": 300,
    "note": 20_000, "next_step": 300, "parent": 200, "owner": 200, "title": 120, "department": 120,
}  # fmt: skip


def parse_size(raw: str, hints: Hints) -> str:
    """The band of employees: of a number, or named as a band."""
    try:
        return parse_choice(raw, hints=hints)
    except BadValue:
        number = parse_integer(raw, hints=hints)
    return next((str(band) for least, band in BANDS if number >= least), str(Customer.Size.MICRO))


def parse_year(raw: str, hints: Hints) -> int:
    """A year of foundation."""
    number = parse_integer(raw.removesuffix("年"), hints=hints)
    if not 1000 <= number <= 2999:
        raise BadValue("not_a_date", raw=raw[:80])
    return number


PARSERS = {"size": parse_size, "founded": parse_year}


def _of(kind: tuple[Field, ...], name: str, **more: Any) -> TargetField:
    """The field of a kind as a column can fill it; members and links come as names."""
    one = next(one for one in kind if one.name == name)
    words = WORDS.get(name, {})
    settings: dict[str, Any] = {
        "type": Type.TEXT if one.type in (Type.MEMBER, Type.LINK, Type.LONGTEXT) else one.type,
        "aliases": (*one.aliases, *MORE_WORDS.get(name, ())),
        "max_length": LENGTHS.get(name),
        "choices": tuple((value, (str(value), *words.get(value, ()))) for value in words),
        "parse": PARSERS.get(name),
        "many": name in ("phone", "mail", "tags"),
        **more,
    }
    return TargetField(name, more.pop("label", one.label), **{key: settings[key] for key in settings if key != "label"})


def _text(name: str, label: Any, length: int, *aliases: str, group: str = "") -> TargetField:
    return TargetField(name, label, max_length=length, aliases=aliases, group=group)


ADDRESS = (
    _text("street", _("Street"), 300, "Street", "Address", "Street address", "Business address", "address_1", "地址", "详细地址", "街道", "联系地址", group="address"),
    _text("postcode", _("Postcode"), 20, "Postcode", "Postal code", "ZIP", "ZIP code", "邮编", "邮政编码", group="address"),
    _text("region", _("Province or state"), 80, "Province", "State", "Region", "County", "省", "省份", "州", "地区", group="address"),
)  # fmt: skip
CHANNELS = (
    _text("wechat", Channel.WECHAT.label, 80, "WeChat", "WeChat ID", "微信", "微信号"),
    _text("wecom", Channel.WECOM.label, 80, "WeCom", "WeCom ID", "企业微信", "企微"),
    _text(
        "tax", Channel.TAX.label, 40, "Tax number", "VAT number", "Tax ID", "税号", "统一社会信用代码", "纳税人识别号"
    ),
)
PERSON = (
    _text("contact_name", _("Contact's name"), 120, "Contact", "Contact name", "Contact person", "联系人", "联系人姓名", "主要联系人", group="contact"),
    _text("contact_title", _("Contact's position"), 120, "Contact title", "Job title", "职务", "职位", "联系人职务", group="contact"),
    _text("contact_department", _("Contact's department"), 120, "Contact department", "联系人部门", group="contact"),
    TargetField("contact_phone", _("Contact's phone"), Type.PHONE, ("Contact phone", "联系人电话", "联系人手机"), many=True, group="contact"),
    TargetField("contact_mail", _("Contact's mail"), Type.MAIL, ("Contact email", "联系人邮箱"), many=True, group="contact"),
)  # fmt: skip
_PLAIN = (
    "type", "stage", "reference", "owner", "parent", "source", "industry", "size", "revenue", "currency", "founded",
    "country", "city", "website", "note", "tags", "next_contact_at", "next_step", "phone", "mail",
)  # fmt: skip
# Rows do not go in without these: never blank, or the sense of something else.
NEEDED = {"name", "family", "given", "contact_name", "type", "stage", "owner", "currency", "customer"}


def _loosened(*fields: TargetField) -> tuple[TargetField, ...]:
    """A row with one number that nobody can read is still a customer: the number waits, the row goes in."""
    return tuple(replace(one, loose=one.name not in NEEDED) for one in fields)


CUSTOMER_FIELDS = _loosened(
    _of(kinds.CUSTOMER, "name", required=True),
    *(_of(kinds.CUSTOMER, name) for name in _PLAIN), *CHANNELS, *ADDRESS, *PERSON,
)  # fmt: skip
CONTACT_FIELDS = _loosened(
    _of(kinds.CONTACT, "name", max_length=120),
    _text("family", _("Family name"), 60, "Last name", "Family name", "Surname", "姓"),
    _text("given", _("Given name"), 60, "First name", "Given name", "名"),
    *(_of(kinds.CONTACT, name) for name in ("phone", "mail", "title", "department", "part", "birthday", "note")),
    _of(kinds.CONTACT, "customer", max_length=200),
    *(_of(kinds.CUSTOMER, name) for name in ("reference", "country", "city", "owner", "website", "tags")),
    *ADDRESS,
)  # fmt: skip
