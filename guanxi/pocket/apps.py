from django.apps import AppConfig


class PocketConfig(AppConfig):
    """On the road: what a device keeps to be read without a connection, and what was written there arriving once."""

    name = "guanxi.pocket"
    label = "pocket"
