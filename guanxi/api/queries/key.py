from collections.abc import Collection

from django.db import connection
from django.urls import reverse

from guanxi.api.models import Key


def named(prefixes: Collection[str]) -> dict[str, tuple[str, str]]:
    """Names of keys by their numbers, with the address of one's own: whoever sees a change may know which program made it."""
    own = set(Key.objects.filter(prefix__in=prefixes).values_list("prefix", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("select prefix, name from api_key_names(%s)", [list(prefixes)])
        return {prefix: (name, reverse("api_keys") if prefix in own else "") for prefix, name in cursor.fetchall()}
