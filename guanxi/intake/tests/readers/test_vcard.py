from datetime import date
from pathlib import Path

import pytest

from guanxi.intake.readers.vcard import Address, Card, Photo, Typed, cards_of, read_cards
from guanxi.intake.tests.real import names, unpacked
from guanxi.intake.values import Problem, Unreadable

COUNTS = {"John_Doe_ANDROID.vcf": 6, "gmail-list.vcf": 3, "rfc2426-example.vcf": 2}


@pytest.mark.parametrize("name", names("vcards.zip"))
def test_every_real_file_reads(tmp_path: Path, name: str) -> None:
    cards = list(read_cards(unpacked("vcards.zip", name, tmp_path)))
    assert len(cards) == COUNTS.get(name, 1)
    assert [card.problem for card in cards] == [None] * len(cards)
    assert all(card.full_name or card.mails for card in cards)


def card(tmp_path: Path, name: str) -> Card:
    return next(read_cards(unpacked("vcards.zip", name, tmp_path)))


def test_old_outlook_card_is_read_whole(tmp_path: Path) -> None:
    found = card(tmp_path, "outlook-2003.vcf")
    assert (found.full_name, found.family, found.given) == ("John Doe III", "Doe", "John")
    assert (found.org, found.department, found.title) == ("Company, The", "TheDepartment", "The Job Title")
    assert found.phones == [
        Typed("work", "BusinessPhone"), Typed("home", "HomePhone"), Typed("cell", "MobilePhone"), Typed("work fax", "BusinessFaxPhone"),
    ]  # fmt: skip
    assert found.addresses == [
        Address("work", "TheOffice, 123 Main St", "Austin", "TX", "12345", "United States of America")
    ]
    assert found.note == "This is the note field!!\nSecond line\n\nThird line is empty"
    assert (found.birthday, found.mails) == (date(1980, 3, 21), [Typed("", "jdoe@hotmail.com")])


def test_groups_and_apple_labels_name_what_they_label(tmp_path: Path) -> None:
    found = card(tmp_path, "gmail-single2.vcf")
    assert found.mails[-1] == Typed("customemailcategory", "customcategory@example.com")
    assert found.urls[:4] == [
        Typed("", "http://www.example1.com"), Typed("profile", "http://www.example2.com"), Typed("blog", "http://www.example3.com"),
        Typed("homepage", "http://www.example4.com"),
    ]  # fmt: skip
    assert found.ims[4] == Typed("qq", "IM6")
    assert card(tmp_path, "John_Doe_IPHONE.vcf").phones[-1] == Typed("assistantphone", "905-222-1234")


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("John_Doe_IPHONE.vcf", 32_531),
        ("John_Doe_LOTUS_NOTES.vcf", 7957),
        ("outlook-2007.vcf", 2324),
        ("John_Doe_MS_OUTLOOK.vcf", 860),
    ],
)
def test_photos_are_kept_as_bytes(tmp_path: Path, name: str, size: int) -> None:
    photo = card(tmp_path, name).photo
    assert photo is not None
    assert (photo.type, len(photo.data), photo.data[:2]) == ("image/jpeg", size, b"\xff\xd8")


def test_chinese_cards_in_the_encodings_of_phones() -> None:
    data = (
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=B8=89;;;\r\n"
        b"ORG;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=D6=D0=B9=FA=\r\n=D2=C6=B6=AF\r\nTEL;CELL;PREF:138 0013 8000\r\nEND:VCARD\r\n"
        + "BEGIN:VCARD\nVERSION:3.0\nFN;CHARSET=GB2312:李四\nORG:中国联通;市场部\nX-WECHAT:lisi\nEND:VCARD\n".encode(
            "gbk"
        )
    )
    first, second = cards_of(data)
    assert (first.full_name, first.org, first.phones) == ("张三", "中国移动", [Typed("cell", "138 0013 8000")])
    assert (second.full_name, second.org, second.department, second.ims) == (
        "李四", "中国联通", "市场部", [Typed("wechat", "lisi")],
    )  # fmt: skip


def test_version_four_with_addresses_of_the_web() -> None:
    (found,) = cards_of(
        b'BEGIN:VCARD\nVERSION:4.0\nFN:A\\, B\nTEL;VALUE=uri;TYPE="cell,voice":tel:+1-418-555-0100\nIMPP:xmpp:a@b.cn\n'
        b"BDAY:--0203\nUID:urn:uuid:1\nCATEGORIES:a,b\\,c\nPHOTO:data:image/png;base64,iVBORw==\nEND:VCARD"
    )
    assert (found.full_name, found.phones, found.ims) == (
        "A, B",
        [Typed("cell", "+1-418-555-0100")],
        [Typed("xmpp", "a@b.cn")],
    )
    assert (found.birthday, found.uid, found.categories, found.photo) == (
        None, "urn:uuid:1", ["a", "b,c"], Photo("image/png", b"\x89PNG"),
    )  # fmt: skip


def test_broken_cards_are_problems_and_the_rest_go_on() -> None:
    cards = list(
        cards_of(
            b"junk\nBEGIN:VCARD\nFN:A\nTEL:1\nBEGIN:VCARD\nFN:B\nno line\nBDAY:soon\nEND:VCARD\n"
            b"BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\nBEGIN:VCARD\nN:Li;Lei"
        )
    )
    assert [(each.number, each.full_name, each.problem) for each in cards] == [
        (2, "A", Problem("card_without_end")), (5, "B", None), (10, "", Problem("card_without_name")),
        (13, "Lei Li", Problem("card_without_end")),
    ]  # fmt: skip
    assert cards[1].notes == [Problem("bad_line", {"line": 7}), Problem("birthday_unreadable", {"raw": "soon"})]


def test_photo_over_the_limit_is_left_out_with_a_note() -> None:
    (found,) = cards_of(b"BEGIN:VCARD\nFN:A\nPHOTO;ENCODING=b;TYPE=JPEG:" + b"/9j/" * 700_000 + b"\nEND:VCARD")
    assert (found.full_name, found.photo, found.notes) == ("A", None, [Problem("photo_too_large", {"limit": 2000})])


@pytest.mark.parametrize(("content", "code"), [(b"", "empty_file"), (b"name,city\nA,x\n", "not_a_card_file")])
def test_other_files_say_so(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.vcf").write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        list(read_cards(tmp_path / "a.vcf"))
    assert refused.value.problem.code == code
