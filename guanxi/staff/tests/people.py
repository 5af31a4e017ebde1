"""Who the tests of the staff pages act as."""

from django.conf import settings
from django.test import Client

from guanxi.staff.models import Member, Role


def built_in(key: str) -> Role:
    """A role that came with the product."""
    return Role.objects.get(built_in=key)


def signed_in(member: Member) -> Client:
    """A client with the member's session."""
    client = Client()
    client.force_login(member, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client
