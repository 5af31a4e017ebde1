from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """The kernel."""

    name = "guanxi.core"
    label = "core"

    def ready(self) -> None:
        """Let every package plug in what its `manifest.py` declares."""
        from guanxi.core import connection

        connection.install()
        autodiscover_modules("manifest")
