import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.intake.readers.mail import mail_of, read_mails
from guanxi.intake.readers.mail_headers import Address
from guanxi.intake.tests.real import content, names, unpacked
from guanxi.intake.values import Problem, Unreadable

REPLIED = "348F04F142D69C21-291E56D292BC@xxxx.net"
MAILS = names("eml.zip")


@pytest.mark.parametrize("name", MAILS)
def test_every_real_mail_reads(tmp_path: Path, name: str) -> None:
    (mail,) = read_mails(unpacked("eml.zip", name, tmp_path))
    assert mail.date is None or mail.date.tzinfo is not None
    assert mail.sender is not None or {problem.code for problem in mail.problems} & {"no_sender", "bad_sender"}
    assert mail.date is not None or {problem.code for problem in mail.problems} & {"no_date", "bad_date"}
    assert not re.search(r"(?i)<script|<style|\son\w+=|javascript:|<img|<iframe", mail.html)
    assert not re.search("[\x00-\x08\ud800-\udfff]", mail.subject + mail.text)


def test_all_real_mails_are_here() -> None:
    assert len(MAILS) == 104


def real(name: str) -> bytes:
    return content("eml.zip", next(each for each in MAILS if each.endswith(name)))


def test_plain_mail_is_read_whole() -> None:
    mail = mail_of(real("plain_emails/basic_email.eml"))
    assert (mail.sender, mail.to) == (
        Address("Mikel Lindsaar", "test@lindsaar.net"),
        [Address("Mikel Lindsaar", "raasdnil@gmail.com")],
    )
    assert (mail.subject, mail.text[:12]) == ("Testing 123", "Plain email.")
    assert mail.date == datetime(2008, 11, 22, 15, 4, 59, tzinfo=timezone(timedelta(hours=11)))
    assert (mail.message_id, mail.problems) == ("6B7EC235-5B17-4CA8-B2B8-39290DEB43A3@test.lindsaar.net", [])


def test_threads_are_told_by_references() -> None:
    mail = mail_of(real("raw_email_reply.eml"))
    assert (mail.in_reply_to, mail.references) == (REPLIED, ["473FF3B8.9020707@xxx.org", REPLIED])


@pytest.mark.parametrize(
    ("name", "subject", "text"),
    [
        ("japanese.eml", "まみむめも", "かきくえこ"), ("japanese_iso_2022.eml", "まみむめも", "すみません。"),
        ("japanese_shift_jis.eml", "test", "あいうえお"), ("ks_c_5601-1987.eml", "test", "스티해"),
        ("plain_emails/raw_email.eml", "NOTE: 한국말로 하는 것", "대부분의 마찬가지로"), ("utf8_headers.eml", "Säying Hello", "body"),
    ],
)  # fmt: skip
def test_encodings_of_the_world_are_read(name: str, subject: str, text: str) -> None:
    mail = mail_of(real(name))
    assert (mail.subject, mail.text[: len(text)]) == (subject, text)


def test_attachments_have_their_names_and_bytes() -> None:
    pdf = mail_of(real("attachment_pdf.eml"))
    assert [(each.name, each.type, len(each.data)) for each in pdf.attachments] == [
        ("broken.pdf", "application/pdf", 1026)
    ]
    long = mail_of(real("japanese_attachment_long_name.eml"))
    assert long.attachments[0].name == "かきくけこ" * 5 + ".txt"
    nonascii = mail_of(real("attachment_nonascii_filename.eml"))
    assert nonascii.attachments[0].name == "ciële.txt"
    inner = mail_of(real("attachment_message_rfc822.eml"))
    assert inner.attachments[0][:2] == ("ForwardedMessage.eml", "message/rfc822")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("bad_date_header.eml", Problem("bad_date", {"raw": "<HR>"})),
        ("raw_email_bad_time.eml", Problem("bad_date", {"raw": "Mon, 30 Jun 3609 15:33:50 +0600"})),
        ("bad_encoded_subject.eml", Problem("no_sender")),
        ("raw_email10.eml", Problem("bad_encoding", {"charset": "x-unknown"})),
        ("missing_body.eml", Problem("bad_structure", {"reason": "StartBoundaryNotFoundDefect"})),
    ],
)
def test_what_is_broken_is_told(name: str, problem: Problem) -> None:
    assert problem in mail_of(real(name)).problems


def test_addresses_in_odd_styles() -> None:
    mail = mail_of(
        b'From: "Li, Lei" <LI@B.cn>\nTo: Group: A <a@x.cn>, b@x.cn (Bob);, Smith, John <j@x.cn>\n'
        b"Cc: =?gb2312?B?1cXI/Q==?= <z@x.cn>, nobody\n\n"
    )
    assert mail.sender == Address("Li, Lei", "li@b.cn")
    assert mail.to == [Address("A", "a@x.cn"), Address("Bob", "b@x.cn"), Address("Smith, John", "j@x.cn")]
    assert mail.cc == [Address("张三", "z@x.cn")]
    assert Problem("bad_recipient", {"raw": "nobody"}) in mail.problems


def test_html_is_safe_and_gives_the_text() -> None:
    mail = mail_of(
        b"From: a@b.cn\nContent-Type: text/html\n\n<p onclick=x()>Hello &amp; <b>you</b></p><script>alert(1)</script>"
        b'<img src="http://t.cn/p.gif"><a href="javascript:x">go</a>'
    )
    assert mail.html == '<p>Hello &amp; <b>you</b></p><a rel="noopener noreferrer">go</a>'
    assert mail.text == "Hello & you\ngo"


def test_limits_of_size_hold(tmp_path: Path) -> None:
    parts = b"".join(b"--x\n\npart\n" for _each in range(600))
    many = mail_of(b"From: a@b.cn\nContent-Type: multipart/mixed; boundary=x\n\n" + parts + b"--x--\n")
    assert (many.text.count("part"), Problem("too_many_parts_in_mail", {"limit": 500}) in many.problems) == (500, True)
    huge = mail_of(
        b"From: a@b.cn\nContent-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n"
        + b"AAAA" * 8_400_000
    )
    assert (huge.attachments, huge.problems[-1]) == (
        [],
        Problem("attachment_too_large", {"name": "a.zip", "limit": 25}),
    )
    (tmp_path / "a.eml").write_bytes(b"")
    with pytest.raises(Unreadable) as refused:
        list(read_mails(tmp_path / "a.eml"))
    assert refused.value.problem == Problem("empty_file")


def test_mbox_gives_its_mails_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes(
        b"From a@b.cn Wed Jan 31 10:00:00 2024\nFrom: a@b.cn\nSubject: one\n\n>From here\nFrom there\n\n"
        b"From c@d.cn Wed Jan 31 11:00:00 2024\nFrom: c@d.cn\nSubject: two\n\nend\n"
    )
    assert [(mail.subject, mail.text) for mail in read_mails(path)] == [
        ("one", "From here\nFrom there"),
        ("two", "end"),
    ]


@pytest.mark.parametrize("junk", [b"\x80", b"\0"])
def test_a_charset_that_is_none_loses_no_mail(junk: bytes) -> None:
    kind = b'Content-Type: text/plain; charset="' + junk + b'"'
    read = mail_of(
        b"From: a@b.cn\nSubject: hi\n" + kind + b"\nContent-Transfer-Encoding: 8bit\n\n\xc4\xe3\xba\xc3 yes\n"
    )
    assert (read.subject, "yes" in read.text) == ("hi", True)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_mails_broken_anywhere_never_raise(data: st.DataObject) -> None:
    whole = real(data.draw(st.sampled_from(MAILS)))[:4000]
    place = data.draw(st.integers(0, len(whole)))
    broken = whole[:place] + data.draw(st.binary(max_size=20)) + whole[place + data.draw(st.integers(0, 50)) :]
    assert mail_of(broken).subject is not None
