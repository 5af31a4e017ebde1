"""The segments of RFM by name: which scores belong to each, in words that say who is in it and what to do. No I/O."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from guanxi.core.kinds import Label


@dataclass(frozen=True, slots=True)
class Segment:
    """`recency` and `buying` are the scores that belong to it; `words` say who is in it and what to do."""

    key: str
    label: Label
    words: Label
    tone: str
    recency: tuple[int, ...]
    buying: tuple[int, ...]


# Every pair of scores has exactly one segment; a test counts them.
SEGMENTS = (
    Segment("champions", _("Champions"), _("Bought lately, often and for much: thank them, and ask whom they know."), "ok", (5,), (4, 5)),
    Segment("loyal", _("Loyal customers"), _("Buy steadily: keep what they rely on."), "ok", (3, 4), (4, 5)),
    Segment("promising", _("Becoming loyal"), _("Bought lately, and a fair amount: offer the next thing."), "info", (4, 5), (2, 3)),
    Segment("recent", _("Recent small buyers"), _("Bought lately, and little so far: see that all went well."), "info", (4, 5), (1,)),
    Segment("fading", _("Needs attention"), _("Bought middling much, and not lately: ask how it is going."), "warn", (3,), (2, 3)),
    Segment("sleepy", _("About to fall asleep"), _("Bought little, and not lately: remind them once."), "warn", (3,), (1,)),
    Segment("must_keep", _("Must not be lost"), _("Bought most of all, and have stopped: ring them, do not write."), "bad", (1, 2), (5,)),
    Segment("at_risk", _("At risk"), _("Bought often, and have stopped: find out why."), "bad", (1, 2), (3, 4)),
    Segment("asleep", _("Asleep"), _("Bought little, long ago: spend no time before the others."), "", (1, 2), (1, 2)),
)  # fmt: skip
BY_KEY = {one.key: one for one in SEGMENTS}


def named(text: str) -> str:
    """The key of the segment that is called so, by its key or its name in the reader's language; "" for none."""
    wanted = text.strip().casefold()
    return next((one.key for one in SEGMENTS if wanted in (one.key, str(one.label).casefold())), "")
