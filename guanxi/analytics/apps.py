from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """What orders teach about customers."""

    name = "guanxi.analytics"
    label = "analytics"
