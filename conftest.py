"""Tests run against their own server, folder and ports; nothing of a running installation is touched."""

import os
import socket
from pathlib import Path

import pytest

ROOT = Path(__file__).parent


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


# Before anything reads the settings.
for foreign in ("DATABASE_URL", "APP_DATABASE_URL", "MAIL_URL", "GUANXI_HOSTS", "GUANXI_ORIGINS", "GUANXI_DEBUG"):
    os.environ.pop(foreign, None)
os.environ["GUANXI_VAR"] = os.environ.get("GUANXI_TEST_VAR", str(ROOT / "var" / "test"))
os.environ["PORT"], os.environ["STREAM_PORT"] = _free_port(), _free_port()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.config.settings")


def pytest_configure() -> None:
    """Load the settings; pytest-django then sets Django up.

    Their name leaves the environment again: with it, pytest-django would load them in xdist's workers before this file
    has chosen the worker's ports.
    """
    from django.conf import settings

    settings._setup()  # noqa: SLF001 - any access would do; this one says what it is for
    os.environ.pop("DJANGO_SETTINGS_MODULE")

    from hypothesis import HealthCheck
    from hypothesis import settings as properties

    # How long an example takes says how busy the machine is, not whether the property holds. A gate asks the same of
    # the same code each time; new examples are hunted for wherever `CI` is not set.
    gate = bool(os.environ.get("CI"))
    properties.register_profile("ours", deadline=None, derandomize=gate, suppress_health_check=[HealthCheck.too_slow])
    properties.load_profile("ours")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """At the gate, a test of a whole browser or of whole installations that fails is asked once more, and both are told.

    They run on a machine that others use too. Twice wrong is wrong; what was right the second time is listed as RERUN.
    """
    if os.environ.get("CI"):
        for item in items:
            if "live" in getattr(item, "fixturenames", ()) or item.path.is_relative_to(ROOT / "tests" / "ground"):
                item.add_marker(pytest.mark.flaky(reruns=1))


pytest_plugins = ["tests.fixtures.database", "tests.fixtures.browser", "tests.fixtures.screens"]
