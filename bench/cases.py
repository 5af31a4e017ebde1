"""What is asked: the pages and calls of the issue, each in the name of a member."""

import http.client
import itertools
import json
import os
from collections.abc import Callable, Sequence
from urllib.parse import quote

from bench.load import Case, Dice
from bench.people import Person

DEEP = 200  # pages
LIST = "/api/v1/customers/?limit=40"
DEALS = "/api/v1/opportunities/"
FILTER = "stage:any:lead,customer"
CITIES = ("上海", "北京", "深圳")
NUMBERS = itertools.count(int.from_bytes(os.urandom(4)))
Path = Callable[[Dice], str]


def cases(port: int, people: dict[str, Person]) -> list[Case]:
    """Every case that is measured."""
    found = _lists(port, people["department"])
    found += _records(port, people["department"])
    found += _searches(port, people["department"])
    found += [_get("my day HTML", port, people["department"], "/", program=False), _create(port, people["department"])]
    found += _deals(port, people["department"], "") + _deals(port, people["all"], ", scope all")
    middle, everything = people["middle"], people["all"]
    for person, scope in ((middle, "middling department"), (everything, "scope all")):
        found.append(_get(f"list JSON, {scope}", port, person, LIST))
        found.append(_get(f"list HTML, {scope}", port, person, "/customers/", program=False))
        found.append(_search(f"search two characters JSON, {scope}", port, person, person.han))
    return found


def _lists(port: int, person: Person) -> list[Case]:
    cursor = quote(deep_cursor(port, person))
    filtered = f"&filter={quote(FILTER)}"
    return [
        _get("list JSON", port, person, LIST),
        _get("list JSON, deep page", port, person, f"{LIST}&cursor={cursor}"),
        _get("list JSON, filtered", port, person, LIST + filtered),
        _get("list HTML", port, person, "/customers/", program=False),
        _get("list HTML, deep page", port, person, f"/customers/?after={cursor}", program=False),
        _get("list HTML, filtered", port, person, f"/customers/?f={quote(FILTER)}", program=False),
    ]


def _records(port: int, person: Person) -> list[Case]:
    return [
        _one_of("record JSON", port, person, [f"/api/v1/customers/{pk}" for pk in person.ids]),
        _one_of("record HTML", port, person, [f"/customers/{pk}/" for pk in person.ids], program=False),
    ]


def _deals(port: int, person: Person, scope: str) -> list[Case]:
    """Opportunities: the list with and without a filter, a record, the board and the funnel."""
    rows, page = f"{DEALS}?limit=40", "/sales/opportunities/"
    cursor, filtered = quote(deep_cursor(port, person, rows)), quote("state:any:open")
    return [
        _get(f"opportunities JSON{scope}", port, person, rows),
        _get(f"opportunities JSON, deep page{scope}", port, person, f"{rows}&cursor={cursor}"),
        _get(f"opportunities JSON, open{scope}", port, person, f"{rows}&filter={filtered}"),
        _get(f"opportunities HTML{scope}", port, person, f"{page}?sort=-created_at", program=False),
        _get(f"opportunities HTML, open{scope}", port, person, f"{page}?f={filtered}", program=False),
        _one_of(f"opportunity HTML{scope}", port, person, [f"{page}{pk}/" for pk in person.deals], program=False),
        _get(f"board HTML{scope}", port, person, "/sales/board/", program=False),
        _get(f"funnel HTML{scope}", port, person, "/sales/funnel/", program=False),
    ]


def _searches(port: int, person: Person) -> list[Case]:
    found = []
    wanted = {
        "two characters": person.han,
        "initials": person.initials,
        "phone tail": person.tails,
        "mail": person.mails,
    }
    for name, words in wanted.items():
        found.append(_search(f"search {name} JSON", port, person, words))
        found.append(_search(f"search {name} HTML", port, person, words, program=False))
    return found


def _search(name: str, port: int, person: Person, words: Sequence[str], *, program: bool = True) -> Case:
    start = "/api/v1/find?q=" if program else "/find?q="
    holds = b'"kind"' if program else b"customers/"
    return _one_of(name, port, person, [start + quote(word) for word in words], program=program, holds=holds)


def _get(name: str, port: int, person: Person, path: str, *, program: bool = True) -> Case:
    return _one_of(name, port, person, [path], program=program)


def _one_of(
    name: str, port: int, person: Person, paths: Sequence[str], *, program: bool = True, holds: bytes = b""
) -> Case:
    headers = person.as_program() if program else person.as_browser()
    return Case(name, port, lambda dice: dice.choice(paths), headers, holds=holds or (b"{" if program else b"<"))


def _create(port: int, person: Person) -> Case:
    def body(dice: Dice) -> bytes:
        number = next(NUMBERS)
        given = {
            "name": f"新客户{number}有限公司", "city": dice.choice(CITIES), "industry": "软件", "stage": "lead",
            "mail": f"new.{number}@example.com", "phone": f"+86139{number % 10**8:08d}",
        }  # fmt: skip
        return json.dumps(given, ensure_ascii=False).encode()

    headers = person.as_program()
    return Case("create JSON", port, lambda _: "/api/v1/customers/", headers, body, status=201, holds=b'"id"')


def deep_cursor(port: int, person: Person, rows: str = LIST) -> str:
    """The cursor behind `DEEP` pages, or of the last full page where there are fewer."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    cursor = before = ""
    for _ in range(DEEP):
        connection.request("GET", f"{rows}&cursor={quote(cursor)}" if cursor else rows, headers=person.as_program())
        answer = json.loads(connection.getresponse().read())
        if not answer["next"] or len(answer["items"]) < 40:
            break
        before, cursor = cursor, answer["next"]
    connection.close()
    return before
