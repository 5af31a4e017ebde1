"""Sentences said in more than one place."""

from django.utils.translation import gettext_lazy as _

NOT_KEPT = _("Your company does not allow devices to keep a pocket, or you look through a colleague's eyes.")
