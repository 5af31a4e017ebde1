"""What every page's template has at hand."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation, actor and preferences for the frame around the page."""
    from guanxi.ui.navigation import frame

    return frame(request)
