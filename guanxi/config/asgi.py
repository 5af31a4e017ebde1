"""Streams, as granian's one ASGI process loads them. Django's applications are not loaded here: idle memory matters."""

from guanxi.config import env
from guanxi.config.parent import die_with_parent
from guanxi.config.streams.app import Streams

if tie := die_with_parent(of_caller=True):
    tie()
application = Streams(
    env.application_database_url(),
    secret=env.secret("django"),
    page_port=env.PORT,
    origins=env.listed("GUANXI_ORIGINS"),
)
