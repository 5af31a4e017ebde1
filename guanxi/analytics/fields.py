"""What lists show of the value of customers, and of chances."""

from django.utils.translation import gettext_lazy as _

from guanxi.analytics.bands import BANDS
from guanxi.analytics.queries.chance import customer_in_band, lead_in_band
from guanxi.analytics.queries.interest import interested
from guanxi.analytics.queries.listed import in_segment
from guanxi.analytics.queries.shelf import likely_next
from guanxi.analytics.segments import SEGMENTS
from guanxi.core.kinds import Field, Type

CUSTOMER = (
    Field(
        "segment", _("Segment by RFM"), Type.CHOICE, filled=True, condition=in_segment,
        choices=tuple((one.key, one.label) for one in SEGMENTS), tones={one.key: one.tone for one in SEGMENTS},
    ),
    Field("alive", _("Still a customer, %"), Type.INTEGER, filled=True, filterable=False),
    Field("lifetime", _("Expected value"), Type.MONEY, currency="lifetime_currency", filled=True, filterable=False),
)  # fmt: skip
LEAVING = (
    Field(
        "leaving_band", _("Risk of leaving"), Type.CHOICE, filled=True, condition=customer_in_band, choices=BANDS,
        tones={"above": "bad", "below": "ok"},
    ),
    Field("leaving", _("Risk of leaving, %"), Type.INTEGER, filled=True, filterable=False),
)  # fmt: skip
INTEREST = (Field("interest", _("Interest in product line"), filled=True, condition=interested),)
NEXT = (Field("next_product", _("Likely next"), filled=True, condition=likely_next),)
LEAD = (
    Field(
        "chance_band", _("Chance to convert"), Type.CHOICE, filled=True, condition=lead_in_band, choices=BANDS,
        tones={"above": "ok"},
    ),
    Field("chance", _("Chance to convert, %"), Type.INTEGER, filled=True, filterable=False),
    Field("expected", _("Expected of the lead"), Type.MONEY, currency="expected_currency", filled=True, filterable=False),
)  # fmt: skip
