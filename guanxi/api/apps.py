from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API for other programs."""

    name = "guanxi.api"
    label = "api"
