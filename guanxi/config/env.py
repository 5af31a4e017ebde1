"""What the environment decides, read in one place."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from guanxi.config.postgres.place import socket_folder as embedded_socket_folder

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("GUANXI_VAR", ROOT / "var")).resolve()
DEBUG = os.environ.get("GUANXI_DEBUG", "") == "1"
PORT = int(os.environ.get("PORT", "8000"))
STREAM_PORT = int(os.environ.get("STREAM_PORT", str(PORT + 1)))
HOST = os.environ.get("HOST", "127.0.0.1")
APP_ROLE = "guanxi_app"
OWNER_ROLE = "guanxi_owner"
REPEATED = 3  # executions on one connection after which a statement is prepared


def listed(name: str, default: str = "") -> list[str]:
    """The comma-separated environment variable `name` as a list."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret(name: str) -> str:
    """A random secret kept in `var/secrets/<name>` (mode 0600), made on first use."""
    path = VAR / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{name}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(fresh, path)  # the first of several processes wins, the others read its value
        fresh.unlink()
    return path.read_text()


def external_url() -> str | None:
    """`DATABASE_URL`: an external server, as the owner of the tables; None means embedded."""
    return os.environ.get("DATABASE_URL") or None


def database_settings(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a libpq connection string.

    Statements that come again and again are prepared: rewriting a query under row-level security and planning it costs
    the server more than carrying it out.
    """
    from psycopg.conninfo import conninfo_to_dict  # here: the supervisor, which lives as long as anything, does without

    parts = {key: value for key, value in conninfo_to_dict(url).items() if value is not None}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "guanxi"),
        "USER": parts.pop("user", APP_ROLE),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**parts, "server_side_binding": True, "prepare_threshold": REPEATED},
    }


def text(name: str, default: str) -> str:
    """The environment variable `name`, or `default`."""
    return os.environ.get(name) or default


def application_database_url() -> str:
    """Where web and worker connect, as the role that row-level security binds.

    On an external server that is `APP_DATABASE_URL`, or the role that `guanxi migrate` makes there.
    """
    given = os.environ.get("APP_DATABASE_URL")
    if given:
        return given
    external = external_url()
    if external:
        from psycopg.conninfo import make_conninfo

        return make_conninfo(external, user=APP_ROLE, password=secret("app-role"))
    return f"host={socket_folder()} dbname=guanxi user={APP_ROLE}"


def owner_database_url() -> str:
    """Where `migrate` connects, as the owner of the tables."""
    return external_url() or f"host={socket_folder()} dbname=guanxi user={OWNER_ROLE}"


def socket_folder() -> str:
    """The folder of the embedded server's Unix socket."""
    return str(embedded_socket_folder(VAR))


def private_folder(name: str) -> str:
    """A folder under var/ that nobody else can look into."""
    folder = VAR / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return str(folder)


def stream_url() -> str:
    """Public address of the stream server; empty means "same host, STREAM_PORT"."""
    return os.environ.get("GUANXI_STREAM_URL", "")


def stream_origins() -> list[str]:
    """What pages may connect to besides themselves."""
    if stream_url():
        return [stream_url()]
    return [f"http://{host}:{STREAM_PORT}" for host in ("127.0.0.1", "localhost")]


def mail_settings() -> dict[str, Any]:
    """Django's mail settings from `MAIL_URL` (smtp://user:password@host:587/?tls=1); without it, mails are files in var/mail."""
    url = os.environ.get("MAIL_URL")
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(VAR / "mail"),
        }
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": query.get("tls") == ["1"],
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
