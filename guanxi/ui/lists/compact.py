r"""A filter as it stands in an address: `stage:any:lead,customer;owner:me;any(city:is:上海;created_at:last:30)`.

`;` parts what must hold together, `any(…)` and `all(…)` are groups, `\` takes the meaning from the sign behind it.
"""

from typing import Any

from guanxi.ui.lists.trees import Condition, Group

SIGNS = "\\;:,()"
DEEPEST = 20


def compact(tree: Group) -> str:
    """The tree as the text of `?f=`."""
    return ";".join(_one(item) for item in tree.items)


def _one(item: Condition | Group) -> str:
    if isinstance(item, Group):
        return f"{item.join}({';'.join(_one(one) for one in item.items)})"
    parts = [_kept(item.field), _kept(item.op)]
    if item.values:
        parts.append(",".join(_kept(value) for value in item.values))
    return ":".join(parts)


def _kept(text: str) -> str:
    return "".join(f"\\{sign}" if sign in SIGNS else sign for sign in text)


def expand(text: str) -> dict[str, Any]:
    """The JSON form of a compact text; what cannot be read stands there as a piece of text, for `trees.read` to refuse."""
    return {"all": [_read(piece) for piece in _split(text, ";") if piece.strip()]}


def _read(piece: str, depth: int = 0) -> Any:
    for join in ("any", "all"):
        if piece.startswith(f"{join}(") and piece.endswith(")") and depth < DEEPEST:
            inside = piece[len(join) + 1 : -1]
            return {join: [_read(one, depth + 1) for one in _split(inside, ";") if one.strip()]}
    parts = _split(piece, ":")
    if len(parts) not in (2, 3):
        return _plain(piece)
    values = [_plain(value) for value in _split(parts[2], ",")] if len(parts) == 3 else []
    return {"field": _plain(parts[0]), "op": _plain(parts[1]), "value": values}


def _split(text: str, sign: str) -> list[str]:
    """Parts between `sign`s that stand neither in parentheses nor behind a backslash; the backslashes stay."""
    parts, start, depth, at = [], 0, 0, 0
    while at < len(text):
        mark = text[at]
        if mark == "\\":
            at += 1
        elif mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
        elif mark == sign and depth <= 0:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return [*parts, text[start:]]


def _plain(text: str) -> str:
    found, at = [], 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
        found.append(text[at])
        at += 1
    return "".join(found)
