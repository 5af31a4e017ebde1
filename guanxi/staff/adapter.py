"""How allauth lets people in: by invitation only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from guanxi.core import slots
from guanxi.core.actor import acting_as
from guanxi.staff.actions.member import end_sessions
from guanxi.staff.queries.session import in_words


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs himself up; an administrator invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Never: see `staff.actions.invitation`."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where his role begins, else my day."""
        with acting_as(int(str(request.user.pk)), through="page") as actor:
            return slots.start_of(actor) or str(super().get_login_redirect_url(request))

    def set_password(self, user: Any, password: str) -> None:
        """A new password ends the member's other sessions: whoever knew the old one is out."""
        super().set_password(user, password)
        key = self.request.session.session_key if self.request and self.request.user.is_authenticated else ""
        end_sessions(user, but=key or "")

    def format_email_subject(self, subject: str) -> str:
        """As it is written: the sender says already from where it comes."""
        return str(subject)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "signed in as …" toast: the page that opens says it already."""
        template = kwargs.get("message_template") or (args[2] if len(args) > 2 else "")
        if template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(*args, **kwargs)


class SecondStepAdapter(DefaultMFAAdapter):
    """The second step in words that a member recognises."""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002, ARG002 - allauth's signature
        """A new key is called after the device it is made on, such as "Safari on iPhone"."""
        return in_words(context.request.headers.get("User-Agent", ""))
