"""How a move of an opportunity reads on the timeline."""

from typing import Any

from django.utils.translation import gettext

from guanxi.sales.models.pipeline import label_of


def say_opportunity(entry: Any) -> str:
    """What became of an opportunity; the subject names it."""
    data = entry.data
    before, after = (
        str(label_of(data.get(side) or "", data.get(f"{side}_name") or "")) for side in ("before", "after")
    )
    if data.get("back"):
        return gettext("took back: opportunity from %(before)s to %(after)s") % {"before": before, "after": after}
    if data.get("state") == "won":
        return gettext("won the opportunity")
    if data.get("state") == "lost":
        return gettext("lost the opportunity")
    if not before:
        return gettext("opened the opportunity in %(after)s") % {"after": after}
    return gettext("moved the opportunity from %(before)s to %(after)s") % {"before": before, "after": after}
