"""The colours: both dark blocks say the same, and every pair that meets on a page has contrast enough."""

import re

import pytest

from guanxi.config.env import ROOT

CSS = ROOT / "guanxi" / "ui" / "static" / "ui" / "css"
SOURCE = (CSS / "tokens.css").read_text()


def _tokens(selector: str) -> dict[str, str]:
    start = SOURCE.index(selector + " {")
    block = SOURCE[start : SOURCE.index("}", start)]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block))


LIGHT = _tokens(":root")
DARK = _tokens(':root[data-theme="dark"]')


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert round(contrast("#000000", "#ffffff"), 2) == 21


def test_dark_by_choice_equals_dark_by_system():
    assert _tokens(':root:not([data-theme="light"])') == DARK


def test_dark_has_every_colour_of_light():
    colours = {name for name, value in LIGHT.items() if value.startswith(("#", "rgb", "0 1px"))}
    assert set(DARK) == colours


TEXT = ["--ink", "--ink-2", "--accent-text", "--ok", "--warn", "--bad", "--info"]
GROUNDS = ["--paper", "--paper-2", "--raised"]
PAIRS = [(text, ground, 4.5) for text in TEXT for ground in GROUNDS]
PAIRS += [("--ink", "--paper-3", 4.5), ("--ink-2", "--paper-3", 4.5), ("--ink", "--accent-wash", 4.5)]
PAIRS += [("--ink-2", "--accent-wash", 4.5), ("--accent-ink", "--accent", 4.5), ("--accent-ink", "--accent-hover", 4.5)]
PAIRS += [(f"--{tone}", f"--{tone}-wash", 4.5) for tone in ("ok", "warn", "bad", "info")]
PAIRS += [("--ink", f"--{tone}-wash", 4.5) for tone in ("ok", "warn", "bad", "info")]
PAIRS += [(sign, ground, 3) for sign in ("--line-control", "--focus", "--accent") for ground in GROUNDS]
PAIRS += [(f"--chart-{number}", "--paper", 3) for number in range(1, 7)]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_has_contrast_enough(theme):
    measured = {(a, b): contrast(theme[a], theme[b]) for a, b, _least in PAIRS}
    assert {pair: round(measured[pair[:2]], 2) for pair in PAIRS if measured[pair[:2]] < pair[2]} == {}


def test_every_style_file_is_in_main_and_exists():
    imported = re.findall(r'@import url\("([^"]+)"\)', (CSS / "main.css").read_text())
    assert sorted(imported) == sorted(path.name for path in CSS.glob("*.css") if path.name != "main.css")
