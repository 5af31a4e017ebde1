"""The kit's style sheets and modules as one file each: a first visit asks for two files instead of fifty.

Sources stay one file per component; `main.css` and `main.js` import them in order, and are served so while developing.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

JOINED = ("ui/css/main.css", "ui/js/main.js")
STYLE = re.compile(r'@import url\("([\w-]+\.css)"\) layer\((\w+)\);')
MODULE = re.compile(r'import "\./([\w-]+\.js)";')
# the pocket's modules are loaded by pages and by the service worker: one by one, and each release whole
LINKED = ("pocket/*.js", ((r"""(?P<matched>from "(?P<url>\./[\w-]+\.js)";)""", 'from "%(url)s";'),))


class JoiningStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files, after what only imports others was replaced by what it imports.

    Modules that share names import each other by their final names (`LINKED`).
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, LINKED)

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Join, then hash and compress what was collected; answers as Django's storages do."""
        for name in JOINED:
            if name in paths and not dry_run:
                collected = Path(self.path(name))
                collected.write_text(joined(collected), encoding="utf-8")
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)


def joined(path: Path) -> str:
    """The text of a file with every import replaced by the named file beside it, in its layer or a scope of its own."""

    def style(found: re.Match[str]) -> str:
        return f"@layer {found[2]} {{\n{_beside(path, found[1])}}}"

    def module(found: re.Match[str]) -> str:
        return f"{{\n{_beside(path, found[1])}}}"

    return MODULE.sub(module, STYLE.sub(style, path.read_text(encoding="utf-8")))


def _beside(path: Path, name: str) -> str:
    return path.with_name(name).read_text(encoding="utf-8")
