from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """Questions of the explorer kept in sight, together."""

    name = "guanxi.dashboards"
    label = "dashboards"
