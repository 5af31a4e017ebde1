"""What the templates and modules may not hold, because the content policy or the hashed names forbid it."""

import re

from guanxi.config.env import ROOT
from guanxi.config.vendor import icon_names
from guanxi.core import kinds, slots

TEMPLATES = sorted((ROOT / "guanxi").glob("*/templates/**/*.html"))
MODULES = sorted((ROOT / "guanxi" / "ui" / "static" / "ui" / "js").glob("*.js"))


def test_there_are_templates_and_modules_to_look_at():
    assert len(TEMPLATES) > 40
    assert len(MODULES) > 10


def test_every_icon_of_a_template_is_in_the_sprite():
    used = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text())}
    used |= {name for path in TEMPLATES for name in re.findall(r'icon_name="([^"]+)"', path.read_text())}
    assert used - set(icon_names()) == set()


def test_every_registered_icon_is_in_the_sprite():
    used = {item.icon for item in slots.menu} | {kind.icon for kind in slots.entry_kinds.values()}
    used |= {kind.icon for kind in kinds.all_kinds()}
    assert used - set(icon_names()) == set()


def test_no_template_of_the_kit_has_style_script_or_handler_inline():
    forbidden = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=)")
    own = [path for path in TEMPLATES if "guanxi/ui/templates" in path.as_posix()]
    assert {path.name: forbidden.findall(path.read_text()) for path in own if forbidden.search(path.read_text())} == {}


def test_modules_import_nothing():
    own = [path for path in MODULES if path.name != "main.js"]
    assert [path.name for path in own if re.search(r"^\s*(import|export)\b", path.read_text(), re.MULTILINE)] == []


def test_every_module_is_loaded_once():
    own = [path for path in TEMPLATES if "guanxi/ui/templates" in path.as_posix()]
    loaded = [name for path in own for name in re.findall(r"ui/js/([\w-]+\.js)", path.read_text())]
    main = next(path for path in MODULES if path.name == "main.js")
    loaded += re.findall(r'^import "\./([\w-]+\.js)";$', main.read_text(), re.MULTILINE)
    assert sorted(loaded) == sorted(path.name for path in MODULES)
