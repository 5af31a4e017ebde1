"""Translations: which texts the source has, which of them each package's .po file says in Chinese, and the compiled files.

A text may stand in the .po file of any package (Django merges them); `update_all` puts it where it is used.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from guanxi.config.env import ROOT

LOCALE = "zh_Hans"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|\{\w*\}|%[sd]")
ONE_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # a real one would change every file at every run

Text = tuple[str, str]  # context ("" for none) and msgid; a plural is known by its singular
Plurals = dict[Text, str | tuple[str, str]]


def packages() -> list[Path]:
    """Folders of our Django apps."""
    return sorted(path.parent for path in (ROOT / "guanxi").glob("*/apps.py"))


def texts(package: Path) -> Plurals:
    """Every text that the Python files and templates of a package ask a translation for."""
    found: Plurals = {}
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        if {"tests", "static", "locale", "migrations"} & set(parts) or path.suffix not in {".py", ".html", ".txt"}:
            continue
        if path.suffix != ".py" and parts[0] != "templates":
            continue
        for context, msgid in _extract(path):
            found[context, msgid[0] if isinstance(msgid, tuple) else msgid] = msgid
    return found


def catalog(package: Path) -> Catalog:
    """The package's Chinese .po file, empty if there is none."""
    path = _po(package)
    if not path.exists():
        return Catalog(locale=LOCALE, domain="django")
    with path.open("rb") as source:
        return read_po(source, locale=LOCALE, domain="django")


def update_all() -> list[str]:
    """Bring all .po files in step with the source; answers those that changed, relative to the repository."""
    catalogs = {package: catalog(package) for package in packages()}
    known = {_key(message): message for each in catalogs.values() for message in each if message.id and message.string}
    changed = []
    placed: set[Text] = set()
    for package, old_catalog in catalogs.items():
        fresh = Catalog(
            locale=LOCALE, domain="django", project="guanxi", creation_date=ONE_DATE, revision_date=ONE_DATE
        )
        fresh.fuzzy, fresh.version, fresh.msgid_bugs_address, fresh.last_translator = False, "", "", ""
        fresh.header_comment = "# Chinese (simplified) texts of Guanxi. Apache-2.0."
        own = {_key(message) for message in old_catalog if message.id}
        for key, msgid in texts(package).items():
            if key in own or (key not in placed and not any(_has(other, key) for other in catalogs.values())):
                old = known.get(key)
                kept = old.string if old is not None and "fuzzy" not in old.flags else None
                fresh.add(msgid, kept or None, context=key[0] or None)
                placed.add(key)
        if len(fresh) and _write(package, fresh):
            changed.append(str(_po(package).relative_to(ROOT)))
    return changed


def faults() -> list[str]:
    """What keeps the Chinese pages from being complete, one line each."""
    catalogs = {package: catalog(package) for package in packages()}
    said: dict[Text, Message] = {}
    lines = []
    for package, each in catalogs.items():
        for message in each:
            if message.id:
                lines += _contents(package.name, message)
                other = said.setdefault(_key(message), message)
                if other.string != message.string:
                    lines.append(f"{package.name}: two translations of {_show(message)}")
    for package, each in catalogs.items():
        used = texts(package)
        lines += [f"{package.name}: not translated: {key[1]!r}" for key in used if key not in said]
        lines += [f"{package.name}: no longer used: {_show(m)}" for m in each if m.id and _key(m) not in used]
    return lines


def outdated() -> list[str]:
    """Names of packages whose .mo file is missing or older than its .po file."""
    return [package.name for package in packages() if _stale(_po(package))]


def compile_all() -> None:
    """Write every .mo file that is older than its .po file."""
    for package in packages():
        po = _po(package)
        if _stale(po):
            fresh = po.with_suffix(f".{os.getpid()}.new")  # several processes may start at once
            with fresh.open("wb") as target:
                write_mo(target, catalog(package))
            fresh.replace(po.with_suffix(".mo"))


def _stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return po.exists() and (not mo.exists() or mo.stat().st_mtime <= po.stat().st_mtime)


def _extract(path: Path) -> Iterator[tuple[str, str | tuple[str, str]]]:
    source = path.read_text()
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        # What templatize leaves is Python to a tokenizer, but for its indentation.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    keywords: Any = KEYWORDS
    for _, function, arguments, _ in extract_python(BytesIO(source.encode()), keywords, [], {}):
        parts = [part for part in (arguments if isinstance(arguments, tuple) else (arguments,)) if part]
        name = str(function)
        context = str(parts.pop(0)) if "pgettext" in name and len(parts) > 1 else ""
        if parts:
            plural = len(parts) > 1 and name.startswith("n")
            yield context, (str(parts[0]), str(parts[1])) if plural else str(parts[0])


def _contents(package: str, message: Message) -> list[str]:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    if "fuzzy" in message.flags:
        return [f"{package}: not confirmed (fuzzy): {_show(message)}"]
    if not all(strings):
        return [f"{package}: empty: {_show(message)}"]
    ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    wanted = set(PLACEHOLDER.findall(str(ids[-1])))
    if any(set(PLACEHOLDER.findall(str(text))) != wanted for text in strings):
        return [f"{package}: placeholders differ: {_show(message)}"]
    return []


def _has(other: Catalog, key: Text) -> bool:
    return other.get(key[1], context=key[0] or None) is not None


def _key(message: Message) -> Text:
    msgid = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
    return message.context or "", str(msgid)


def _show(message: Message) -> str:
    return repr(_key(message)[1])


def _po(package: Path) -> Path:
    return package / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def _write(package: Path, fresh: Catalog) -> bool:
    path = _po(package)
    output = BytesIO()
    write_po(output, fresh, width=0, no_location=True, sort_output=True)
    if path.exists() and path.read_bytes() == output.getvalue():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(output.getvalue())
    return True
