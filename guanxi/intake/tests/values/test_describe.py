import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from guanxi.intake.values import BadValue, Problem, Unreadable, describe
from guanxi.intake.values.describe import KINDS, SENTENCES

PACKAGE = Path(__file__).parents[2]


def codes_in_the_source() -> set[str]:
    """Every code that a Problem, BadValue or Unreadable is made with in the readers, values and guesses."""
    found = {
        "cell_too_large",
        "unclosed_quote",
        "stray_quote",
        "not_a_number",
        "not_an_amount",
        "blank",
        "card_without_end",
    }
    sources = [*PACKAGE.glob("readers/*.py"), *PACKAGE.glob("values/*.py"), PACKAGE / "guess.py"]
    for node in (node for source in sources for node in ast.walk(ast.parse(source.read_text()))):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", "") in {"Problem", "BadValue", "Unreadable"}
            and node.args
        ):
            first = node.args[0]
            branches = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            found |= {each.value for each in branches if isinstance(each, ast.Constant)}
    return found


def test_every_code_has_its_sentence_and_none_is_left_over() -> None:
    assert codes_in_the_source() == set(SENTENCES)


@translation.override("en")
def test_describe_tells_the_problem_with_its_figures() -> None:
    assert describe(Problem("row_too_long", {"expected": 2, "found": 3})) == "The row has 3 cells; the header has 2."
    assert describe(BadValue("not_a_date", raw="soon")) == "“soon” is not a date."
    assert describe(Unreadable("wrong_kind", kind="pdf")) == "This is not a table but a PDF document."
    with pytest.raises(KeyError):
        describe(Problem("no such code"))


def test_every_sentence_is_told_in_chinese_with_the_same_figures() -> None:
    with (PACKAGE / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalog = {message.id: message.string for message in read_po(file) if message.id}
    with translation.override("en"):
        sources = [str(sentence) for sentence in [*SENTENCES.values(), *KINDS.values()]]
    for source in sources:
        assert re.search("[\u4e00-\u9fff]", catalog[source])
        assert sorted(re.findall(r"%\(\w+\)s", source)) == sorted(re.findall(r"%\(\w+\)s", catalog[source]))
