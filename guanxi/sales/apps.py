from django.apps import AppConfig


class SalesConfig(AppConfig):
    """Pipelines, their stages, and opportunities on their way through them."""

    name = "guanxi.sales"
    label = "sales"
