"""docs/adding-a-kind.md, followed to the letter: its files are written, migrated and tested beside the product."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from guanxi.config import env
from tests.fixtures.database import WorkerDatabase
from tests.fixtures.server import TestServer

PAGE = env.ROOT / "docs" / "adding-a-kind.md"
BLOCK = re.compile(r"^```\w+\n# (guanxi/\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What the page says to add to files that exist: a package in the settings, a line among the addresses.
SETTINGS = """
import guanxi
guanxi.__path__.append({folder!r})
from guanxi.config.settings import *
INSTALLED_APPS = [*INSTALLED_APPS[:8], "guanxi.assets", *INSTALLED_APPS[8:]]
ROOT_URLCONF = "asset_urls"
"""
URLS = """
from django.urls import include, path
from guanxi.config.urls import urlpatterns
urlpatterns = [path("", include("guanxi.assets.urls")), *urlpatterns]
"""
# The first migration is made before the one by hand is written, as on the page.
MIGRATE = """
import sys
from pathlib import Path
import django
from babel.messages import mofile, pofile
from django.core.management import call_command
package = Path(sys.argv[1])
by_hand = package / "migrations" / "0002_protect.py"
text = by_hand.read_text()
by_hand.unlink()
django.setup()
call_command("makemigrations", "assets", verbosity=0)
by_hand.write_text(text)
call_command("makemigrations", check_changes=True, verbosity=0)
call_command("migrate", verbosity=0)
words = package / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
with words.open("rb") as source, words.with_suffix(".mo").open("wb") as target:
    mofile.write_mo(target, pofile.read_po(source))
"""
CONFTEST = """
import pytest
from django.conf import settings

@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, tmp_path_factory):
    "The database was migrated before."
    settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("files"))
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
"""


@pytest.fixture
def database(django_db_setup: None, worker_database: WorkerDatabase, test_server: TestServer) -> Iterator[str]:
    name = f"{worker_database.name}_kind"
    test_server.clone(worker_database.template, name)
    yield name
    test_server.drop(name)


def write_files(folder: Path) -> Path:
    """The page's files below `folder`; answers the package."""
    for name, text in BLOCK.findall(PAGE.read_text()):
        path = folder / name.removeprefix("guanxi/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    package = folder / "assets"
    for inside in [package, *(path for path in package.rglob("*") if path.is_dir())]:
        if not {"templates", "locale"} & set(inside.relative_to(folder).parts):
            (inside / "__init__.py").touch()
    return package


def run(folder: Path, url: str, *arguments: str) -> str:
    """Python in a process of its own, with the package installed; answers what it said, fails when it fails."""
    environment = {
        **os.environ,
        "APP_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "asset_settings",
        "PYTHONPATH": os.pathsep.join([str(folder), str(env.ROOT)]),
    }
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def test_the_page_makes_a_kind_that_works(database: str, test_server: TestServer, tmp_path: Path) -> None:
    package = write_files(tmp_path)
    (tmp_path / "asset_settings.py").write_text(SETTINGS.format(folder=str(tmp_path)))
    (tmp_path / "asset_urls.py").write_text(URLS)
    (package / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -q -p no:cacheprovider\n")
    owner, application = (test_server.url(user=role, database=database) for role in (env.OWNER_ROLE, env.APP_ROLE))
    run(tmp_path, owner, "-c", MIGRATE, str(package))
    said = run(tmp_path, application, "-m", "pytest", str(package), "--rootdir", str(tmp_path))
    assert re.search(r"^7 passed", said, re.MULTILINE), said


def test_the_page_has_a_file_for_every_room() -> None:
    names = [name for name, _ in BLOCK.findall(PAGE.read_text())]
    assert len(names) == len(set(names)) == 13
