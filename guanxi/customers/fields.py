"""The fields of customers and contacts, each described once for lists, forms, imports, exports and the API."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core.kinds import Field, Type
from guanxi.customers.models import Channel, Contact, Customer
from guanxi.customers.queries.identity import contact_held, customer_held


def _choices(choices: type) -> tuple[tuple[str, str], ...]:
    return tuple((value, label) for value, label in choices.choices)  # type: ignore[attr-defined]


STAGE_TONES = {"lead": "", "prospect": "info", "customer": "ok", "lapsed": "warn"}

# English has one word for what people and companies are called, Chinese has two.
PERSONS_NAME = pgettext_lazy("person", "Name")
NAME = Field(
    "name",
    _("Name"),
    named=lambda one: PERSONS_NAME if one.type == Customer.Type.PERSON else _("Name"),
    sort="name_sort",
    required=True,
    editable=True,
    listed=True,
    aliases=(
        "客户名称", "客户名", "客户", "公司名称", "公司名", "公司", "企业名称", "单位名称", "单位", "名称", "姓名", "客户全称",
        "customer", "customer name", "company", "company name", "account", "account name", "organisation", "organization", "full name",
    ),
)  # fmt: skip
PHONE = Field(
    "phone",
    Channel.PHONE.label,
    Type.PHONE,
    editable=True,
    listed=True,
    maskable=True,
    filled=True,
    condition=customer_held(Channel.PHONE),
    aliases=(
        "电话", "手机", "手机号", "手机号码", "联系电话", "电话号码", "移动电话", "座机", "固定电话", "公司电话",
        "phone", "mobile", "telephone", "tel", "cell", "phone number", "mobile phone", "business phone",
    ),
)  # fmt: skip
MAIL = Field(
    "mail",
    Channel.MAIL.label,
    Type.MAIL,
    editable=True,
    listed=True,
    maskable=True,
    filled=True,
    condition=customer_held(Channel.MAIL),
    aliases=(
        "邮箱",
        "电子邮箱",
        "电子邮件",
        "邮件",
        "邮件地址",
        "邮箱地址",
        "mail",
        "email",
        "e-mail",
        "email address",
    ),
)
OWNER = Field(
    "owner",
    _("Owner"),
    Type.MEMBER,
    column="owner_id",
    listed=True,
    aliases=(
        "负责人",
        "所有人",
        "归属人",
        "客户经理",
        "业务员",
        "销售",
        "销售人员",
        "跟进人",
        "owner",
        "sales agent",
        "account manager",
    ),
)

CUSTOMER = (
    NAME,
    Field(
        "type",
        _("Type"),
        Type.CHOICE,
        editable=True,
        choices=_choices(Customer.Type),
        aliases=("类型", "客户类型", "客户类别", "type", "customer type", "kind"),
    ),
    Field(
        "stage",
        _("Stage"),
        Type.CHOICE,
        editable=True,
        listed=True,
        choices=_choices(Customer.Stage),
        tones=STAGE_TONES,
        aliases=("阶段", "客户阶段", "状态", "客户状态", "生命周期", "stage", "status", "lifecycle stage"),
    ),
    OWNER,
    Field("city", _("City"), editable=True, listed=True, aliases=("城市", "市", "所在城市", "city", "town", "suburb")),
    Field("industry", _("Industry"), editable=True, listed=True, aliases=("行业", "所属行业", "industry", "sector", "vertical")),
    PHONE,
    MAIL,
    Field("tags", _("Tags"), Type.TAGS, editable=True, listed=True, aliases=("标签", "客户标签", "tags", "labels", "tag")),
    Field("last_contact_at", _("Last contact"), Type.DATETIME, sort="last_contact_at", listed=True),
    Field(
        "next_contact_at",
        _("Next contact"),
        Type.DATETIME,
        sort="next_contact_at",
        editable=True,
        listed=True,
        aliases=("下次联系", "下次联系时间", "下次跟进时间", "next contact", "next follow-up", "follow up date"),
    ),
    Field("next_step", _("Next step"), editable=True, aliases=("下一步", "下一步计划", "跟进计划", "next step", "next action")),
    Field("source", _("Source"), editable=True, aliases=("来源", "客户来源", "渠道来源", "source", "lead source", "origin")),
    Field(
        "size",
        _("Employees"),
        Type.CHOICE,
        editable=True,
        choices=_choices(Customer.Size),
        aliases=("规模", "人员规模", "公司规模", "员工数", "人数", "size", "employees", "company size", "headcount"),
    ),
    Field(
        "revenue",
        _("Yearly revenue"),
        Type.MONEY,
        currency="currency",
        editable=True,
        aliases=("营业额", "年营业额", "年收入", "营收", "年销售额", "revenue", "annual revenue", "turnover"),
    ),
    Field("currency", _("Currency"), filterable=False, editable=True, aliases=("币种", "货币", "currency")),
    Field(
        "founded",
        _("Founded in"),
        Type.INTEGER,
        editable=True,
        aliases=("成立年份", "成立时间", "成立年", "founded", "year established", "established"),
    ),
    Field("country", _("Country"), editable=True, listed=True, aliases=("国家", "国家/地区", "country", "office location", "country/region")),
    Field("website", _("Website"), Type.URL, editable=True, aliases=("网址", "网站", "官网", "website", "url", "web", "homepage")),
    Field(
        "parent",
        _("Parent company"),
        Type.LINK,
        column="parent_id",
        link="customer",
        editable=True,
        aliases=("上级公司", "母公司", "上级客户", "parent", "parent company", "subsidiary of", "parent account"),
    ),
    Field(
        "reference",
        _("Customer number"),
        editable=True,
        aliases=("客户编号", "客户编码", "客户号", "编号", "customer id", "customer number", "customerid", "reference", "account number"),
        help=_("The number this customer has in your other systems."),
    ),
    Field("note", _("Note"), Type.LONGTEXT, filterable=False, editable=True, aliases=("备注", "说明", "描述", "note", "notes", "remark", "comment", "description")),
    Field("created_at", _("Created"), Type.DATETIME, sort="created_at", listed=True),
    Field("created_by", _("Created by"), Type.MEMBER, column="created_by_id"),
    Field("import_id", _("Import"), Type.INTEGER, link="import"),
)  # fmt: skip

CONTACT = (
    Field(
        "name",
        PERSONS_NAME,
        sort="name_sort",
        required=True,
        editable=True,
        listed=True,
        aliases=("联系人", "联系人姓名", "姓名", "名字", "contact", "contact name", "name", "full name"),
    ),
    Field(
        "customer",
        _("Customer"),
        Type.LINK,
        column="customer_id",
        link="customer",
        required=True,
        listed=True,
        aliases=("客户", "客户名称", "公司", "公司名称", "所属客户", "单位", "customer", "company", "account", "organization"),
    ),
    Field("title", _("Position"), editable=True, listed=True, aliases=("职务", "职位", "头衔", "title", "job title", "position")),
    Field("department", _("Department"), editable=True, listed=True, aliases=("部门", "所在部门", "department")),
    Field(
        "part",
        _("Part in purchases"),
        Type.CHOICE,
        editable=True,
        listed=True,
        choices=_choices(Contact.Part),
        aliases=("角色", "决策角色", "联系人角色", "role", "buying role"),
    ),
    Field(
        "phone",
        Channel.PHONE.label,
        Type.PHONE,
        editable=True,
        listed=True,
        maskable=True,
        filled=True,
        condition=contact_held(Channel.PHONE),
        aliases=PHONE.aliases,
    ),
    Field(
        "mail",
        Channel.MAIL.label,
        Type.MAIL,
        editable=True,
        listed=True,
        maskable=True,
        filled=True,
        condition=contact_held(Channel.MAIL),
        aliases=MAIL.aliases,
    ),
    Field("is_main", _("Main contact"), Type.BOOLEAN, editable=True, aliases=("主要联系人", "首要联系人", "main contact", "primary")),
    Field("birthday", _("Birthday"), Type.DATE, editable=True, aliases=("生日", "出生日期", "birthday", "date of birth")),
    Field("note", _("Note"), Type.LONGTEXT, filterable=False, editable=True, aliases=("备注", "说明", "note", "notes", "remark")),
    Field("created_at", _("Created"), Type.DATETIME, sort="created_at"),
    Field("import_id", _("Import"), Type.INTEGER, link="import"),
)  # fmt: skip
