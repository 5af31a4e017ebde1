"""Pages and API, as granian's workers load them."""

import os

from django.core.wsgi import get_wsgi_application

from guanxi.config.parent import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.config.settings")
if tie := die_with_parent(of_caller=True):
    tie()
application = get_wsgi_application()
