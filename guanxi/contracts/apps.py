from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Contracts, the plans by which they are paid, the payments received, and invoices."""

    name = "guanxi.contracts"
    label = "contracts"
