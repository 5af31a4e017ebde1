"""What every process holds from its start: the heavy libraries are brought in by the work that needs them."""

import subprocess
import sys

HEAVY = ("numpy", "scipy", "typst", "openpyxl", "pyarrow", "duckdb", "ibis", "pandas", "sklearn")
SERVED = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "guanxi.config.settings"
import django
django.setup()
from django.urls import get_resolver
assert get_resolver().url_patterns
print(*[name for name in sys.argv[1:] if name in sys.modules])
"""


def test_pages_are_served_without_the_heavy_libraries() -> None:
    told = subprocess.run([sys.executable, "-c", SERVED, *HEAVY], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []
