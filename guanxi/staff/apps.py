from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Who we are."""

    name = "guanxi.staff"
    label = "staff"
