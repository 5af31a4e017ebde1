from django.apps import AppConfig


class TimelineConfig(AppConfig):
    """Entries, attachments, tasks, my day."""

    name = "guanxi.timeline"
    label = "timeline"
