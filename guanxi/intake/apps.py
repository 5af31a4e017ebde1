from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Files in."""

    name = "guanxi.intake"
    label = "intake"
