from django.apps import AppConfig


class UiConfig(AppConfig):
    """The page kit."""

    name = "guanxi.ui"
    label = "ui"
