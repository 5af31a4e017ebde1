from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "guanxi.intake"
    label = "intake"
