"""What became of rows, and what columns and fields are called, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from guanxi.core.kinds import Label, all_kinds
from guanxi.intake.targets import Source, Target, all_targets
from guanxi.ui.templatetags.ui import grouped

TONES = {"created": "ok", "updated": "info", "partly": "warn", "rejected": "bad"}
# Cards and mails come in columns of our own.
COLUMNS: dict[Source, dict[str, Label]] = {
    "table": {},
    "cards": {
        "name": pgettext_lazy("person", "Name"),
        "family": _("Family name"),
        "given": _("Given name"),
        "customer": _("Company"),
        "department": _("Department"),
        "title": _("Position"),
        "phone": _("Phone"),
        "mail": _("Mail"),
        "website": _("Website"),
        "street": _("Street"),
        "postcode": _("Postcode"),
        "city": _("City"),
        "region": _("Province or state"),
        "country": _("Country"),
        "birthday": _("Birthday"),
        "note": _("Note"),
    },
    "mails": {
        "message_id": _("Number of the mail"),
        "date": _("Date"),
        "from": _("From"),
        "to": _("To"),
        "cc": _("Copy to"),
        "subject": _("Subject"),
        "text": _("Text"),
        "attachments": _("Attachments"),
    },
}


def column_label(source: Source, name: str) -> str | Promise:
    """What a column is called: as its file says, or in our words where the file has none."""
    return COLUMNS[source].get(name, name)


def field_label(one: Target, name: str) -> str:
    """What a field is called; a card or mail also fills fields of the customer and the contact it belongs to."""
    for each in (one, *all_targets()):
        if each.has(name):
            return str(each.field(name).label)
    return name


def value_text(name: str, value: str) -> str:
    """A value that would be written, in words where the field is a choice."""
    for kind in all_kinds():
        if value and kind.has(name) and kind.field(name).choices:
            return str(kind.field(name).choice_label(value))
    return value


def said(name: str, count: int) -> str:  # noqa: C901, PLR0912 - one line for each outcome
    """How many of what: "37 new"; "" for what is not told."""
    match name:
        case "created":
            words = ngettext("{count} new", "{count} new", count)
        case "updated":
            words = ngettext("{count} updated", "{count} updated", count)
        case "unchanged":
            words = ngettext("{count} unchanged", "{count} unchanged", count)
        case "skipped":
            words = ngettext("{count} skipped", "{count} skipped", count)
        case "partly":
            words = ngettext("{count} without some values", "{count} without some values", count)
        case "rejected":
            words = ngettext("{count} rejected", "{count} rejected", count)
        case "mended":
            words = ngettext("{count} mended", "{count} mended", count)
        case "discarded":
            words = ngettext("{count} discarded", "{count} discarded", count)
        case "customers":
            words = ngettext("{count} customer made on the way", "{count} customers made on the way", count)
        case "products":
            words = ngettext("{count} product made on the way", "{count} products made on the way", count)
        case "pricebooks":
            words = ngettext("{count} price book made on the way", "{count} price books made on the way", count)
        case "parents":
            words = ngettext(
                "{count} parent company made on the way", "{count} parent companies made on the way", count
            )
        case "attachments":
            words = ngettext("{count} attachment", "{count} attachments", count)
        case "attachments_left_out":
            words = ngettext("{count} attachment left out", "{count} attachments left out", count)
        case "undo_restored":
            words = ngettext("{count} put back", "{count} put back", count)
        case "undo_removed":
            words = ngettext("{count} taken back", "{count} taken back", count)
        case "undo_kept":
            words = ngettext(
                "{count} kept, because somebody has changed it since",
                "{count} kept, because somebody has changed them since",
                count,
            )
        case _:
            words = ""
    return words


OUTCOMES = (
    "created", "updated", "unchanged", "skipped", "partly", "rejected", "mended", "discarded", "customers", "products",
    "pricebooks", "parents", "attachments", "attachments_left_out", "undo_restored", "undo_removed", "undo_kept",
)  # fmt: skip


def outcome(counts: Mapping[str, int]) -> list[tuple[SafeString, str]]:
    """Counts that are not zero, in words, with their tone."""
    return [
        (
            format_html(said(name, counts[name]), count=format_html("<b>{}</b>", grouped(counts[name]))),
            TONES.get(name, ""),
        )
        for name in OUTCOMES
        if counts.get(name)
    ]
