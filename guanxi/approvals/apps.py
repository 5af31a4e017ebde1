from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Who has to agree before a document leaves the house, and what was decided."""

    name = "guanxi.approvals"
    label = "approvals"
