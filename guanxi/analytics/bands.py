"""Chances beside the share of all, in three words. No I/O."""

from django.utils.translation import gettext_lazy as _

ABOVE, BELOW = 1.5, 1 / 1.5  # times the odds of all
BANDS = (("above", _("Above average")), ("middle", _("Average")), ("below", _("Below average")))


def band(chance: float, share: float) -> str:
    """The key of the band of a chance, where `share` is what comes of all: by the odds, so that rare and common ones part alike."""
    odds, usual = (one / max(1e-9, 1 - one) for one in (chance, share))
    return "above" if odds >= ABOVE * usual else "below" if odds <= BELOW * usual else "middle"


def named(text: str) -> str:
    """The key of the band that a member calls so, by its key or its name in his language; "-" for none."""
    wanted = text.strip().casefold()
    return next((key for key, label in BANDS if wanted in (key, str(label).casefold())), "-")
