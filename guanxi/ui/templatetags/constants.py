"""Template tags whose output depends on the language alone, rendered once per language instead of once per page.

A page holds some hundred fixed words, icons and addresses; looking each up again took a third of its time.
"""

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode, url
from django.template.library import SimpleNode
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import StaticNode
from django.utils.translation import get_language

from guanxi.ui.templatetags import ui

register = template.Library()


class Constant(Node):
    """A node that says the same on every page of a language."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """What the node says in the active language."""
        language = get_language()
        try:
            return self.said[language]
        except KeyError:
            said = self.said[language] = self.node.render(context)
            return said


def _fixed(*given: Any) -> bool:
    """Whether expressions hold no variable and no filter."""
    return all(isinstance(one, FilterExpression) and not one.filters and _literal(one) for one in given)


def _literal(one: FilterExpression) -> bool:
    # `translate` turns its constant into a Variable again, whose `lookups` is None where it is a literal
    return getattr(one.var, "lookups", None) is None


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """Django's `translate`."""
    node: TranslateNode = do_translate(parser, token)
    fixed = not node.asvar and not node.message_context and _fixed(node.filter_expression)
    return Constant(node) if fixed else node


@register.tag("static")
def static(parser: Parser, token: Token) -> Node:
    """Django's `static`."""
    node = StaticNode.handle_token(parser, token)
    return Constant(node) if node.varname is None and _fixed(node.path) else node


@register.tag("url")
def address(parser: Parser, token: Token) -> Node:
    """Django's `url`."""
    node: URLNode = url(parser, token)
    return Constant(node) if not node.asvar and not node.args and not node.kwargs and _fixed(node.view_name) else node


@register.tag("icon")
def icon(parser: Parser, token: Token) -> Node:
    """`icon` of the page kit."""
    node: SimpleNode = ui.register.tags["icon"](parser, token)
    return Constant(node) if _fixed(*node.args, *node.kwargs.values()) and node.target_var is None else node
