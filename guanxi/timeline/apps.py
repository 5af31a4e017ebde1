from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "guanxi.timeline"
    label = "timeline"
