"""Static files under their final names, made anew only when one of them changed."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from guanxi.config import env

STAMP = env.VAR / "static" / ".guanxi"


def outdated() -> bool:
    """Whether any static file differs from those collected last."""
    return not STAMP.exists() or STAMP.read_text() != _state()


def collect() -> None:
    """Collect, hash and compress all static files. Needs Django."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    STAMP.write_text(_state())


def _state() -> str:
    """Fingerprint of our own static files, and of the packages that bring theirs."""
    seen = hashlib.sha256(Path(__file__).with_name("joined.py").read_bytes())
    for package in ("django", "django-allauth", "django-ninja", "whitenoise"):
        seen.update(f"{package} {version(package)}\n".encode())
    for folder in sorted((env.ROOT / "guanxi").glob("*/static")):
        for path in sorted(folder.rglob("*")):
            stat = path.stat()
            seen.update(f"{path.relative_to(env.ROOT)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()
