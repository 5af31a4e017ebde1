"""See as this member: an administrator looks through a colleague's eyes, and can change nothing meanwhile."""

from django.http import HttpRequest

SESSION_KEY = "sees_as"


def seen_as(request: HttpRequest) -> tuple[int, str]:
    """The member in whose name the request runs, and a note for the history ("seen-as:<administrator>")."""
    own = int(request.user.pk)
    other = request.session.get(SESSION_KEY)
    if other is None:
        return own, ""
    return int(other), f"seen-as:{own}"
