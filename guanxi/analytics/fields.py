"""What lists of customers show of their value."""

from django.utils.translation import gettext_lazy as _

from guanxi.analytics.queries.listed import in_segment
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
