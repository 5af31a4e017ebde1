"""What lists show of the value of customers, and of chances."""

from django.utils.translation import gettext_lazy as _

from guanxi.analytics.bands import BANDS
from guanxi.analytics.queries.chance import customer_in_band, lead_in_band
from guanxi.analytics.queries.interest import interested
from guanxi.analytics.queries.listed import in_segment
from guanxi.analytics.queries.people import DECIDER, NOBODY, UNDECIDED, in_people
from guanxi.analytics.queries.profile import in_stage
from guanxi.analytics.queries.shelf import likely_next
from guanxi.analytics.segments import SEGMENTS
from guanxi.analytics.stages import STAGES
from guanxi.core.kinds import Beside, Field, Type
from guanxi.customers.models import Fact
from guanxi.ui.lists.beside import VALUE


def beside(name: str, *, unit: str = "", scale: float = 1.0) -> Beside:
    """Where lists of customers find the fact of this name; amounts, which have no one unit, are sorted within theirs."""
    only = {"name": name, "unit": unit} if unit else {"name": name}
    return Beside(Fact, "customer_id", "value", only, "" if unit else "unit", scale)


CUSTOMER = (
    Field(
        "segment", _("Segment by RFM"), Type.CHOICE, filled=True, condition=in_segment,
        choices=tuple((one.key, one.label) for one in SEGMENTS), tones={one.key: one.tone for one in SEGMENTS},
    ),
    Field("alive", _("Still a customer, %"), Type.INTEGER, filled=True, sort=VALUE, beside=beside("alive", unit="share", scale=100)),
    Field("lifetime", _("Expected value"), Type.MONEY, currency="lifetime_currency", filled=True, sort=VALUE, beside=beside("lifetime")),
)  # fmt: skip
DIMENSIONS = (
    Field(
        "life", _("Stage of life"), Type.CHOICE, filled=True, condition=in_stage,
        choices=tuple((one.key, one.label) for one in STAGES), tones={one.key: one.tone for one in STAGES},
    ),
    Field(
        "contract_worth", _("Renewals expected to bring"), Type.MONEY, currency="contract_currency", filled=True, sort=VALUE, beside=beside("contract"),
    ),
    Field("influence", _("Influence"), Type.DECIMAL, filled=True, sort=VALUE, beside=beside("influence", unit="reach")),
    Field("information", _("Known of them, %"), Type.INTEGER, filled=True, sort=VALUE, beside=beside("information", unit="share", scale=100)),
    Field("weighed", _("Weighed in four dimensions"), Type.INTEGER, filled=True, sort=VALUE, beside=beside("weighed", unit="points")),
)  # fmt: skip
LEAVING = (
    Field(
        "leaving_band", _("Risk of leaving"), Type.CHOICE, filled=True, condition=customer_in_band, choices=BANDS,
        tones={"above": "bad", "below": "ok"},
    ),
    Field("leaving", _("Risk of leaving, %"), Type.INTEGER, filled=True, filterable=False),
)  # fmt: skip
INTEREST = (Field("interest", _("Interest in product line"), filled=True, condition=interested),)
PEOPLE = (
    Field(
        "people", _("People known"), Type.CHOICE, filled=True, condition=in_people,
        choices=((NOBODY, _("no contact")), (UNDECIDED, _("contacts, none who decides")), (DECIDER, _("who decides"))),
        tones={NOBODY: "bad", UNDECIDED: "warn", DECIDER: "ok"},
    ),
)  # fmt: skip
NEXT = (Field("next_product", _("Likely next"), filled=True, condition=likely_next),)
LEAD = (
    Field(
        "chance_band", _("Chance to convert"), Type.CHOICE, filled=True, condition=lead_in_band, choices=BANDS,
        tones={"above": "ok"},
    ),
    Field("chance", _("Chance to convert, %"), Type.INTEGER, filled=True, filterable=False),
    Field("expected", _("Expected of the lead"), Type.MONEY, currency="expected_currency", filled=True, filterable=False),
)  # fmt: skip
