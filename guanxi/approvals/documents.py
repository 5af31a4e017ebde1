"""Which kinds of documents can need approval: packages above say so from their manifests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from guanxi.core.slots import Label


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of document: its page, the `template` that shows those who are asked what it says, and what may be odd about one.

    The template gets `shown`, as it was handed to `actions.approval.ask`. `flags` always need approval, whatever the rules say.
    """

    kind: str
    plural: Label
    icon: str
    url: Callable[[int], str]
    template: str
    read: Callable[[Mapping[str, object]], Mapping[str, object]]
    flags: Mapping[str, Label] = field(default_factory=dict)


_documents: dict[str, Document] = {}


def register(document: Document) -> None:
    """Make a kind of document known."""
    _documents[document.kind] = document


def document(kind: str) -> Document:
    """The document of that name; raises KeyError."""
    return _documents[kind]


def documents() -> list[Document]:
    """All of them."""
    return list(_documents.values())
