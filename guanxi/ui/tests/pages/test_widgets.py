"""Fields are written as Django writes them."""

import re
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from hypothesis import given
from hypothesis import strategies as st

from guanxi.ui.widgets import Renderer

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), max_size=6) | st.sampled_from(
    ["<b>", "\"&'", mark_safe("a&amp;b"), _("Name"), "销售部"]
)
VALUES = WORDS | st.integers(-5, 5_000_000) | st.none()
CHOICES = st.lists(
    st.tuples(VALUES, WORDS | st.integers(0, 5000)) | st.tuples(WORDS, st.lists(st.tuples(VALUES, WORDS), max_size=3)),
    max_size=5,
)
ATTRS = st.dictionaries(
    st.sampled_from(["class", "required", "data-a", "maxlength"]), VALUES | st.booleans(), max_size=3
)
INPUTS = [
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.HiddenInput, forms.DateInput, forms.CheckboxInput, forms.URLInput,
    forms.Textarea, forms.PasswordInput,
]  # fmt: skip


@given(CHOICES, VALUES, ATTRS, st.sampled_from([forms.Select, forms.SelectMultiple, forms.NullBooleanSelect]))
def test_a_box_to_choose_from_is_written_as_django_writes_it(
    choices: Any, value: Any, attrs: dict[str, Any], kind: type[forms.Select]
) -> None:
    widget = kind(attrs) if kind is forms.NullBooleanSelect else kind(attrs, choices)
    assert bare(widget.render("who", value, renderer=Renderer())) == bare(
        widget.render("who", value, renderer=DjangoTemplates())
    )


@given(VALUES, ATTRS, st.sampled_from(INPUTS))
def test_an_input_is_written_as_django_writes_it(value: Any, attrs: dict[str, Any], kind: type[forms.Widget]) -> None:
    widget = kind(attrs)
    assert bare(widget.render("who", value, renderer=Renderer())) == bare(
        widget.render("who", value, renderer=DjangoTemplates())
    )


def bare(html: str) -> str:
    """Without white space between tags."""
    return re.sub(r"\s*(<|>)\s*", r"\1", html)
