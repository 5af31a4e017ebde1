"""See as this member: an administrator looks through a colleague's eyes, and can change nothing meanwhile."""

from django.http import HttpRequest

SESSION_KEY = "sees_as"
STOP_URL = "/staff/see-as/stop/"


def seen_as(request: HttpRequest) -> tuple[int, str]:
    """The member in whose name the request runs, and a note for the history ("seen-as:<administrator>")."""
    own = int(str(request.user.pk))
    other = request.session.get(SESSION_KEY)
    if other is None or request.path_info == STOP_URL:
        return own, ""
    return int(other), f"seen-as:{own}"


def remember(request: HttpRequest, member_id: int) -> None:
    """From the next request on the session shows what this member sees."""
    request.session[SESSION_KEY] = member_id


def forget(request: HttpRequest) -> None:
    """The session is its owner's again."""
    request.session.pop(SESSION_KEY, None)
