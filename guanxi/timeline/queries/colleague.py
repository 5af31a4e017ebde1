"""Colleagues: found by name or pinyin, meant by a mention, and whether they may see a customer."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from guanxi.core.actor import UnknownMember, acting_as
from guanxi.core.names import sort_key
from guanxi.customers.models import Customer
from guanxi.staff.models import Member

MOST = 8


def _initials(name_sort: str) -> str:
    return "".join(word[0] for word in name_sort.replace("-", " ").split() if word)


def colleagues_like(typed: str, *, limit: int = MOST) -> list[Member]:
    """Active members whose name contains `typed`, or whose pinyin or initials begin with it; closest first.

    "wj", "wangj" and "王" all find 王静.
    """
    text = typed.strip().casefold()
    everyone = Member.objects.filter(is_active=True).only("id", "name", "name_sort", "title", "email")
    if not text:
        return list(everyone.order_by("name_sort", "id")[:limit])
    latin = text.isascii() and text.replace(" ", "").isalpha()
    if latin:
        ranked = [(rank, one) for one in everyone if (rank := _closeness(one, text)) is not None]
        ranked.sort(key=lambda pair: (pair[0], pair[1].name_sort))
        return [one for _rank, one in ranked[:limit]]
    return list(everyone.filter(Q(name__icontains=text)).order_by("name_sort", "id")[:limit])


def _closeness(one: Member, text: str) -> int | None:
    reading = one.name_sort or sort_key(one.name)
    if reading.replace(" ", "").startswith(text.replace(" ", "")) or one.name.casefold().startswith(text):
        return 0
    if _initials(reading).startswith(text):
        return 1
    if any(word.startswith(text) for word in reading.split()):
        return 2
    return None


def called(names: Collection[str]) -> dict[str, list[int]]:
    """Active members by their exact name: {name: ids}."""
    found: dict[str, list[int]] = {}
    for pk, name in Member.objects.filter(is_active=True, name__in=names).order_by("pk").values_list("pk", "name"):
        found.setdefault(name, []).append(pk)
    return found


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Names of members, deactivated ones too."""
    wanted = {one for one in ids if one is not None}
    return dict(Member.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def who_cannot_see(customer_id: int, member_ids: Iterable[int]) -> list[int]:
    """Those of the members from whom the customer is hidden, by asking the database in their name."""
    return [one for one in member_ids if not _sees(one, customer_id)]


def _sees(member_id: int, customer_id: int) -> bool:
    try:
        with acting_as(member_id, through="page"):
            return Customer.objects.alive().filter(pk=customer_id).exists()
    except UnknownMember:
        return False
