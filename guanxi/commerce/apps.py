from django.apps import AppConfig


class CommerceConfig(AppConfig):
    """Products, orders and their lines."""

    name = "guanxi.commerce"
    label = "commerce"
