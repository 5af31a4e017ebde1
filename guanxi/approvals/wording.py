"""How approvals read on the timeline."""

from typing import Any

from django.utils.translation import gettext


def say_approval(entry: Any) -> str:
    """What became of a request; the subject names the document."""
    data = entry.data
    said = {
        "asked": gettext("asked for approval"),
        "agreed": gettext("approved, others follow"),
        "approved": gettext("approved"),
        "refused": gettext("did not approve"),
        "withdrawn": gettext("withdrew the request for approval"),
    }.get(data.get("what", ""), "")
    return f"{said} – {data['note']}" if data.get("note") else said
