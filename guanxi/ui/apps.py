from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "guanxi.ui"
    label = "ui"
