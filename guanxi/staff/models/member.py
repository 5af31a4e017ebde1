from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from guanxi.core.names import sort_key


class MemberManager(BaseUserManager["Member"]):
    """Members by their mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Member":
        """The member who signs in with this address."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "Member":
        """A member with a usable password; without one he signs in after his invitation."""
        member = self.model(email=email.strip().lower(), **extra)
        member.name_sort = member.name_sort or sort_key(member.name)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    """Somebody who works here and signs in by mail address. Deactivated, not deleted, but by the undo of an import that made him."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    name_sort = models.CharField(max_length=240, editable=False, default="")
    title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    department = models.ForeignKey(
        "staff.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    manager = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="subordinates")
    roles = models.ManyToManyField("staff.Role", related_name="members", blank=True)
    is_active = models.BooleanField(default=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = MemberManager()

    class Meta:
        ordering = ["name_sort", "id"]
        constraints = [models.UniqueConstraint(Lower("email"), name="staff_member_email")]
        indexes = [models.Index(fields=["name_sort", "id"], name="staff_member_sorted")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name, as Django's packages ask for it."""
        return self.name

    @property
    def first_name(self) -> str:
        """Allauth addresses people by this."""
        return self.name
