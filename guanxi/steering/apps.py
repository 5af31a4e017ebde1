from django.apps import AppConfig


class SteeringConfig(AppConfig):
    """Goals, and how far they were reached."""

    name = "guanxi.steering"
    label = "steering"
