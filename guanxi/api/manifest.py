"""What the API plugs in: the page of keys."""

from django.utils.translation import gettext_lazy as _

from guanxi.api.queries.key import named
from guanxi.core import slots

slots.add_menu(slots.MenuItem("keys", _("API keys"), "key", "api_keys", place=97, group="staff"))
slots.add_origin(slots.Origin("api", named))
