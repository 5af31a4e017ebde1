"""Who is behind a session: read as written once, since every page asks."""

from allauth.account.auth_backends import AuthenticationBackend

from guanxi.core.written import Written
from guanxi.staff.models import Member

MEMBER = Written(Member.objects.all, "pk")


class MemberBackend(AuthenticationBackend):
    """allauth's, as to passwords."""

    def get_user(self, user_id: int) -> Member | None:
        """The member, unless he was deactivated."""
        found = MEMBER.first_of(int(user_id))
        return found if found is not None and self.user_can_authenticate(found) else None
