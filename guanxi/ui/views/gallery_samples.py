"""Sample content of the component gallery. It is labelled as such on every page and never stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class SampleMember:
    """Stands for a member."""

    pk: int
    name: str
    email: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class SampleEntry:
    """Stands for a timeline entry."""

    kind: str
    icon: str
    who: str
    sentence: str | Promise
    at: datetime
    body: str = ""
    meta: tuple[str | Promise, ...] = ()
    tone: str = ""


ME = SampleMember(1, "王晓燕", "wang.xiaoyan@example.com")
OWNERS = (ME, SampleMember(2, "李国强"), SampleMember(3, "Moses Frase"), SampleMember(4, "Darcel Schlecht"))
NAMES = (
    "杭州云杉科技有限公司", "Acme Corporation", "苏州同里丝绸有限公司", "Betasoloin", "宁波东海渔业集团股份有限公司",
    "Cancity", "成都锦里餐饮管理有限公司", "Codehow", "青岛崂山矿泉水厂", "Condax", "广州珠江钢琴配件有限公司", "Dalttechnology",
    "西安大雁塔文化传播有限公司", "Donquadtech", "厦门鼓浪屿旅游开发有限公司", "Faxquote", "哈尔滨冰城乳业有限公司", "Ganjaflex",
    "武汉光谷激光设备制造有限公司", "Groovestreet", "昆明滇池花卉合作社", "Hottechi", "南京夫子庙食品厂", "Isdom",
    "长沙岳麓机床厂", "Kan-code", "福州三坊七巷茶业有限公司", "Konex", "沈阳铁西重型机械有限公司", "Labdrill",
)  # fmt: skip
STAGES: tuple[tuple[str | Promise, str], ...] = (
    (_("Customer"), "ok"), (_("Prospect"), "info"), (_("Lead"), ""), (_("Lapsed"), "warn"),
)  # fmt: skip
CITIES = ("杭州", "Shanghai", "苏州", "Nairobi", "宁波", "Toronto", "成都")


def rows(now: datetime) -> list[dict[str, Any]]:
    """Thirty customers."""
    return [
        {
            "pk": place + 1,
            "name": name,
            "stage": STAGES[place * 7 % 10 % 4],
            "owner": OWNERS[place * 3 % 4],
            "city": CITIES[place % 7],
            "phone": f"+86 571 8{place:03d} {1000 + place * 37}",
            "orders": place * place * 13 % 71,
            "amount": Decimal(place * place * 7919 % 990_000) + Decimal("0.5"),
            "currency": "CNY" if place % 3 else "EUR",
            "touched": now - timedelta(minutes=7 + place**3 * 11),
            "tags": (("VIP",), (), (_("fair 2026"),), ())[place % 4],
        }
        for place, name in enumerate(NAMES)
    ]


def entries(now: datetime) -> list[SampleEntry]:
    """A short timeline, newest first."""
    return [
        SampleEntry(
            "call", "phone-outgoing", "王晓燕", _("called 陈建国"), now - timedelta(minutes=42),
            "客户确认九月扩产，需要两条激光切割线。报价单周五前发出。He asked for the price of 2024 to hold until then.",
            (_("12 min"), _("outcome: wants a quote")),
        ),
        SampleEntry("mail", "mail", "陈建国", _("wrote by mail"), now - timedelta(hours=5), "Re: 报价单 Q-2026-0417 · 附件已收到，谢谢。"),
        SampleEntry("visit", "map-pin", "李国强", _("visited the customer"), now - timedelta(days=1, hours=2), "看了二号车间，设备已用八年。"),
        SampleEntry("stage", "flag", "李国强", _("moved the stage from Prospect to Customer"), now - timedelta(days=3)),
        SampleEntry("promise", "alarm", "Moses Frase", _("promise is overdue: send the certificate"), now - timedelta(days=12), tone="bad"),
        SampleEntry("import", "file-import", "Guanxi", _("created the customer from accounts.csv, row 17"), now - timedelta(days=96)),
    ]  # fmt: skip
