"""How moves of opportunities, leads, and turns of quotes read on the timeline."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from guanxi.sales.models.lead import Reason
from guanxi.sales.models.pipeline import label_of
from guanxi.ui.words import money_text


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


def say_lead(entry: Any) -> str:
    """A lead that came, or what became of it; the subject names it."""
    data = entry.data
    if data.get("state") == "converted":
        return gettext("made an opportunity of the lead")
    if data.get("state") == "disqualified":
        why = str(dict(Reason.choices).get(data.get("reason"), ""))
        why = ": ".join(filter(None, [why, data.get("note", "")]))
        return gettext("disqualified the lead (%(why)s)") % {"why": why}
    origin = " · ".join(filter(None, [data.get("source"), data.get("campaign")]))
    return gettext("wrote down a lead from %(origin)s") % {"origin": origin} if origin else gettext("wrote down a lead")


def say_quote(entry: Any) -> str:
    """What became of a quote; the subject names it."""
    data = entry.data
    words = {
        "version": data["version"],
        "total": money_text(Decimal(data["total"]), data["currency"]),
        "by": data["by"],
        "note": data["note"],
    }
    if data["what"] == "sent":
        return gettext("sent the quote, version %(version)s: %(total)s") % words
    if data["what"] == "withdrawn":
        return gettext("withdrew the quote, version %(version)s") % words
    if data["what"] == "accepted":
        said = gettext("quote accepted by %(by)s: %(total)s") % words
    else:
        said = gettext("quote declined by %(by)s: %(total)s") % words
    return f"{said} – {data['note']}" if data["note"] else said
