"""Python, folders, disk, ports, mail: what can be seen without a database."""

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from guanxi.config import env
from guanxi.config.doctor.finding import Finding

ENOUGH_DISK = 2 * 1024**3  # bytes
PRIVATE = ("pg", "run", "secrets", "files", "tmp", "mail")


def check() -> Iterator[Finding]:
    """Everything about this machine."""
    yield _python()
    yield from _folders(env.VAR)
    yield _disk(env.VAR)
    yield from _ports()
    yield _mail()


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.prefix == sys.base_prefix:
        return Finding("Python", f"{version}, but not the one of .venv", "Use .venv/bin/guanxi, or `make run`.")
    return Finding("Python", version)


def _folders(var: Path) -> Iterator[Finding]:
    if not var.exists():
        yield Finding("Folder", f"{var} does not exist yet: the first start makes it")
        return
    if not os.access(var, os.W_OK | os.X_OK):
        yield Finding("Folder", f"{var} cannot be written", f"Give it to the user who runs Guanxi: chown -R … {var}")
        return
    open_ones = [name for name in PRIVATE if (var / name).exists() and (var / name).stat().st_mode & 0o077]
    if open_ones:
        folders = " ".join(str(var / name) for name in open_ones)
        yield Finding("Folder", f"others can look into {folders}", f"chmod 700 {folders}")
    else:
        yield Finding("Folder", f"{var} is private")


def _disk(var: Path) -> Finding:
    there = next(folder for folder in (var, *var.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    says = f"{free / 1024**3:.1f} GiB free for {var}"
    return Finding(
        "Disk", says, "" if free > ENOUGH_DISK else "Free at least 2 GiB, or move the folder with GUANXI_VAR."
    )


def _ports() -> Iterator[Finding]:
    for name, port in (("PORT", env.PORT), ("STREAM_PORT", env.STREAM_PORT)):
        with socket.socket() as probe:
            probe.settimeout(2)
            taken = probe.connect_ex(("127.0.0.1", port)) == 0
        if not taken:
            yield Finding("Port", f"{port} is free")
        elif _running():
            yield Finding("Port", f"{port} is answered by Guanxi")
        else:
            yield Finding("Port", f"{port} is used by another program", f"Choose another: make run {name}={port + 10}")


def _running() -> bool:
    lock = env.VAR / "running"
    return lock.exists() and bool(lock.read_text().strip())


def _mail() -> Finding:
    settings = env.mail_settings()
    if "EMAIL_FILE_PATH" in settings:
        return Finding("Mail", f"goes to files in {settings['EMAIL_FILE_PATH']} (set MAIL_URL to send it)")
    host, port = settings["EMAIL_HOST"], settings["EMAIL_PORT"]
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as error:
        return Finding(
            "Mail", f"{host}:{port} does not answer ({error})", "Correct MAIL_URL, or the way to that server."
        )
    return Finding("Mail", f"is sent through {host}:{port}")
