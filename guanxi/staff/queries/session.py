"""Where a member is signed in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Mac OS", "CrOS", "Linux")
# in this order: Edge names Chrome too, Chrome names Safari
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """One session as its owner recognises it."""

    id: int
    words: str
    ip: str
    since: datetime
    seen: datetime
    current: bool


def devices(member_id: int, current_key: str | None) -> list[Device]:
    """The member's living sessions, this one first, then the latest used."""
    noted = [session for session in UserSession.objects.filter(user_id=member_id) if not session.purge()]
    noted.sort(key=lambda one: (one.session_key != current_key, -one.last_seen_at.timestamp()))
    return [
        Device(
            id=one.pk,
            words=in_words(one.user_agent),
            ip=one.ip,
            since=one.created_at,
            seen=one.last_seen_at,
            current=one.session_key == current_key,
        )
        for one in noted
    ]


def in_words(agent: str) -> str:
    """Browser and system of a User-Agent header, e.g. "Firefox on Windows"."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")
