"""What the API plugs in: the page of keys."""

from django.utils.translation import gettext_lazy as _

from guanxi.api.queries.key import named
from guanxi.core import holdings, slots

slots.add_menu(slots.MenuItem("keys", _("API keys"), "key", "api_keys", place=97, group="staff"))
slots.add_origin(slots.Origin("api", named))
holdings.stays(
    api_key__member_id="a key acts as its member and is refused when he goes",
    api_receipt__member_id="what his programs sent twice; goes by itself",
)
