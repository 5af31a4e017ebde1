"""The sentences of every problem and note that reading a file can meet."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.intake.values.problem import BadValue, Problem, Unreadable

SENTENCES: dict[str, Promise] = {
    # values
    "blank": _("The value is empty."),
    "control_character": _("Character %(position)s is a control character (%(character)s)."),
    "undecodable_character": _("Character %(position)s could not be decoded; the encoding may be wrong."),
    "text_too_long": _("The text has %(length)s characters; at most %(limit)s fit."),
    "not_a_number": _("“%(raw)s” is not a number."),
    "ambiguous_number": _("“%(raw)s” can be read in two ways; choose the decimal mark of the column."),
    "not_whole": _("“%(raw)s” is not a whole number."),
    "number_too_large": _("“%(raw)s” is too large."),
    "not_an_amount": _("“%(raw)s” is not an amount of money."),
    "not_a_date": _("“%(raw)s” is not a date."),
    "ambiguous_date": _("“%(raw)s” can be day/month or month/day; choose the order of the column."),
    "impossible_date": _("“%(raw)s” is not a day of the calendar."),
    "not_a_time": _("“%(raw)s” is not a date and time."),
    "not_yes_or_no": _("“%(raw)s” is neither yes nor no."),
    "not_a_phone": _("“%(raw)s” is not a phone number."),
    "digits_lost": _("“%(raw)s” has lost its digits: a spreadsheet program shortened it. Export the column as text."),
    "several_phones": _("“%(raw)s” holds several phone numbers."),
    "not_a_mail": _("“%(raw)s” is not an e-mail address."),
    "several_mails": _("“%(raw)s” holds several e-mail addresses."),
    "not_a_choice": _("“%(raw)s” is none of: %(allowed)s."),
    "tag_too_long": _("The tag “%(raw)s” is longer than %(limit)s characters."),
    "not_a_url": _("“%(raw)s” is not a web address."),
    # rows
    "nul_byte": _("The row contains a NUL byte, at byte %(position)s of the file."),
    "undecodable": _("Byte %(position)s of the file (0x%(byte)s) is not valid %(encoding)s."),
    "cell_too_large": _("A cell is larger than %(limit)s characters."),
    "row_too_large": _("The row is larger than %(limit)s characters."),
    "unclosed_quote": _("A quotation mark is opened and never closed."),
    "stray_quote": _("A quotation mark stands inside a cell."),
    "row_too_long": _("The row has %(found)s cells; the header has %(expected)s."),
    "row_short": _("The row has %(found)s of %(expected)s cells; the missing ones are empty."),
    "cell_error": _("Column %(column)s holds a formula error (%(error)s); it is read as empty."),
    "not_computed": _("Column %(column)s holds a formula whose result was not saved; it is read as empty."),
    # files
    "empty_file": _("The file is empty."),
    "header_only": _("The file has a header but no rows."),
    "no_table": _("The file holds no rows."),
    "wrong_kind": _("This is not a table but %(kind)s."),
    "not_a_card_file": _("The file holds no vCard."),
    "damaged": _("The file is damaged: %(reason)s."),
    "password": _("The workbook is protected by a password."),
    "unknown_sheet": _("There is no sheet “%(sheet)s”."),
    "unknown_encoding": _("There is no encoding “%(encoding)s”."),
    "unpacks_too_large": _("The workbook unpacks to more than %(limit)s MB."),
    "packed_too_tightly": _("The workbook unpacks to %(ratio)s times its size, which no real workbook does."),
    "too_many_parts": _("The workbook has more than %(limit)s parts."),
    "has_entities": _("The workbook declares XML entities, which no real workbook does."),
    "file_too_large": _("The file is larger than %(limit)s MB."),
    "wrong_extension": _("The name ends in “%(extension)s”, but the content is %(kind)s; it is read as such."),
    "encoding_unsure": _("The encoding was guessed (%(encoding)s); look at the preview."),
    "duplicate_headers": _("Headers that occur twice were numbered."),
    "empty_headers": _("Columns without a header were given a number."),
    "no_header": _("The file seems to have no header; its columns are numbered."),
    "hidden_sheets": _("The workbook has hidden sheets: %(sheets)s."),
    # cards and mails
    "card_without_end": _("The card has no end."),
    "card_without_name": _("The card has neither a name nor an address."),
    "bad_line": _("Line %(line)s of the card can't be read."),
    "photo_too_large": _("The photo is larger than %(limit)s kB and was left out."),
    "photo_unreadable": _("The photo can't be read and was left out."),
    "birthday_unreadable": _("The birthday “%(raw)s” can't be read."),
    "no_date": _("The mail has no date."),
    "bad_date": _("The date “%(raw)s” of the mail can't be read."),
    "no_sender": _("The mail has no sender."),
    "bad_sender": _("The sender “%(raw)s” can't be read."),
    "bad_recipient": _("The recipient “%(raw)s” can't be read."),
    "bad_encoding": _("The text in “%(charset)s” was read with replacements."),
    "bad_structure": _("The mail is not built as it says: %(reason)s."),
    "attachment_too_large": _("The attachment “%(name)s” is larger than %(limit)s MB and was left out."),
    "too_many_parts_in_mail": _("The mail has more than %(limit)s parts; the rest was left out."),
    "mail_too_large": _("The mail is larger than %(limit)s MB."),
    # why a column was given a target
    "same_words": _("The header says so."),
    "similar_words": _("The header is close to “%(alias)s”."),
    "looks_like": _("The values look like it."),
    "words_and_values": _("The header and the values say so."),
    "words_not_values": _("The header says so, but the values look different."),
    "nothing_fits": _("Nothing fits."),
}

KINDS: dict[str, Promise] = {
    "csv": _("text"),
    "xlsx": _("an Excel workbook"),
    "xls": _("an old Excel workbook"),
    "ods": _("an OpenDocument spreadsheet"),
    "xlsb": _("a binary Excel workbook"),
    "docx": _("a Word document"),
    "pptx": _("a PowerPoint presentation"),
    "pdf": _("a PDF document"),
    "zip": _("a ZIP archive"),
    "gzip": _("a compressed file"),
    "rar": _("a RAR archive"),
    "7z": _("a 7-Zip archive"),
    "image": _("a picture"),
    "html": _("a web page"),
    "xml": _("an XML document"),
    "binary": _("a binary file"),
    "ole": _("an old Office document"),
    "vcard": _("a vCard"),
    "mail": _("a mail"),
}


def describe(problem: Problem | BadValue | Unreadable) -> str:
    """The problem as one sentence in the language that is active now. An unknown code is a `KeyError`: a bug."""
    found = problem if isinstance(problem, Problem) else problem.problem
    params = dict(found.params)
    if "kind" in params:
        params["kind"] = str(KINDS[str(params["kind"])])
    return str(SENTENCES[found.code]) % params
