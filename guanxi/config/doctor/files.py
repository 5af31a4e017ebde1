"""Binaries, socket, front-end files, translations: what must lie where."""

import os
import subprocess
from collections.abc import Iterator

from guanxi.config import env, static, translations, vendor
from guanxi.config.doctor.finding import Finding
from guanxi.config.postgres.place import LONGEST_SOCKET, Unreachable, place


def check() -> Iterator[Finding]:
    """Everything about files."""
    if not env.external_url():
        yield from _binaries()
    missing = vendor.missing()
    if missing:
        yield Finding("Front end", f"{', '.join(missing)} missing", "Run `guanxi vendor`.")
    else:
        yield Finding("Front end", "files are complete")
    if static.outdated():
        yield Finding("Static files", "are not collected in their present state", "Run `guanxi files`.")
    else:
        yield Finding("Static files", "are collected")
    old = translations.outdated()
    if old:
        yield Finding("Translations", f"not compiled: {', '.join(old)}", "Run `guanxi messages compile`.")
    else:
        yield Finding("Translations", "are compiled")


def _binaries() -> Iterator[Finding]:
    try:
        where = place(env.VAR)
    except Unreachable as error:
        yield Finding("PostgreSQL", str(error), "Follow that sentence, then run `guanxi doctor` again.")
        return
    done = subprocess.run([where.tool("postgres"), "--version"], capture_output=True, text=True, check=False)
    if done.returncode:
        yield Finding(
            "PostgreSQL", f"does not run here: {done.stderr.strip()}", "Set DATABASE_URL to a server elsewhere."
        )
    else:
        yield Finding(
            "PostgreSQL", f"{done.stdout.strip()} in {where.data}" + (f" ({where.note})" if where.note else "")
        )
    length = len(os.fsencode(where.socket / ".s.PGSQL.5432"))
    remedy = "" if length <= LONGEST_SOCKET else "Choose a shorter folder with TMPDIR or GUANXI_VAR."
    yield Finding("Socket", f"{where.socket} ({length} bytes)", remedy)
