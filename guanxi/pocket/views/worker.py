"""What a browser needs to install the product and to answer without a connection. No data: the same for everybody."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from guanxi.ui.templatetags.ui import icon

SOURCE = Path(__file__).parents[1] / "static" / "pocket" / "worker.js"
MODULES = ("offline", "pages", "searching", "writing", "written", "outbox", "store", "fill")
FILES = (
    *(f"pocket/{name}.js" for name in MODULES),
    "pocket/pocket.css",
    "customers/briefing.css",
    "ui/css/main.css",
    "ui/img/seal.svg",
    "vendor/icons.svg",
    "vendor/inter/inter-latin-wght-normal.woff2",
)
# paper of ui/css/tokens.css; a manifest knows one colour
PAPER = "#fdfdfc"


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


@login_not_required
@never_cache
@require_GET
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """The service worker: our script behind what this release consists of. Another release is another script."""
    shells = {code: reverse("pocket_shell", args=[code]) for code in _languages()}
    files = [static(name) for name in FILES]
    source = SOURCE.read_text(encoding="utf-8")
    told = json.dumps([files, shells, settings.LANGUAGE_CODE])
    release = hashlib.sha256(f"{told}{source}{_shell_state()}".encode()).hexdigest()[:12]
    head = (
        f'import {{ flush }} from "{static("pocket/outbox.js")}";\n'
        f'const RELEASE = "{release}";\nconst [FILES, SHELLS, LANGUAGE] = {told};\n'
    )
    return HttpResponse(head + source, content_type="text/javascript; charset=utf-8")


def _shell_state() -> str:
    """What the shells consist of beside the files: their templates and words."""
    parts = []
    for code in _languages():
        with translation.override(code):
            parts.append(f"{_('On the road')}{icon('wifi-off')}")
    folder = Path(__file__).parents[1] / "templates" / "pocket"
    return "".join(parts) + "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html")))


@login_not_required
@cache_control(max_age=3600)
@require_GET
def manifest(request: HttpRequest, language: str) -> JsonResponse:  # noqa: ARG001 - the same for everybody
    """What a phone needs to put the product on its first screen, in one of our languages."""
    if language not in _languages():
        raise Http404
    with translation.override(language):
        icons = [
            {"src": static(f"pocket/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"}
            for size in (192, 512)
        ]
        icons.append(
            {
                "src": static("pocket/icon-maskable-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            }
        )
        told = {
            "id": "/",
            "name": "Guanxi 关系",
            "short_name": "关系" if language.startswith("zh") else "Guanxi",
            "description": _("Your customers, in the office and on the road."),
            "lang": language,
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": PAPER,
            "theme_color": PAPER,
            "icons": icons,
            "shortcuts": [
                {"name": _("Tasks"), "url": reverse("task_list")},
                {"name": _("Written offline"), "url": reverse("pocket_written")},
            ],
        }
    return JsonResponse(told, content_type="application/manifest+json")


@login_not_required
@require_GET
def shell(request: HttpRequest, language: str) -> HttpResponse:
    """The page that stands in for every page while there is no connection; the device fills it from its pocket."""
    if language not in _languages():
        raise Http404
    with translation.override(language):
        answer = render(request, "pocket/shell.html", {"title": _("No connection"), "offline": True})
    answer["Content-Language"] = language
    return answer
