"""How allauth lets people in: by invitation only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs himself up; an administrator invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: see `staff.actions.invitation`."""
        return False
