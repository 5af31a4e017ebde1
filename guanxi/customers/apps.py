from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Django's entry for this package."""

    name = "guanxi.customers"
    label = "customers"
