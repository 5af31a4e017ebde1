import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.timeline.content import sniff
from guanxi.timeline.rules import LONGEST_NAME, SHOWN_INLINE, clean_name

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"GIF89a....", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">', "image/svg+xml"),
        (b"   \n <SVG onload=alert(1)>", "image/svg+xml"),
        (b"\xef\xbb\xbf<html>", "text/html"),
        (b"GIF87<script>alert(1)</script>", "text/html"),
        (b"junk %PDF-1.7", "text/plain"),
        ("客户,电话\n".encode("gb18030"), "text/plain"),
        (b"\x00\x01\x02\x03nothing known", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_sniff_believes_the_content(head: bytes, kind: str) -> None:
    assert sniff(head) == kind


@given(st.binary(max_size=200))
def test_sniff_shows_nothing_that_does_not_begin_with_its_signature(head: bytes) -> None:
    if sniff(head) in SHOWN_INLINE:
        assert head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF-"))


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("报价单 2026.pdf", "报价单 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("cod\u202egpj.exe", "codgpj.exe"),
        ("a\x00b\r\nSet-Cookie: x.txt", "abSet-Cookie x.txt"),
        ("...", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("C:\\temp\\x.doc", "x.doc"),
    ],
)
def test_clean_name_keeps_only_a_name(given_name: str, clean: str) -> None:
    assert clean_name(given_name) == clean


@given(st.text(max_size=400))
def test_clean_name_is_never_empty_long_or_a_path(name: str) -> None:
    made = clean_name(name)
    assert 0 < len(made) <= LONGEST_NAME
    assert not set(made) & {"/", "\\", "\0", "\r", "\n", "\u202e"}
    assert made not in {".", ".."}
    assert clean_name(made) == made


def test_clean_name_keeps_the_ending_of_a_long_one() -> None:
    assert clean_name("x" * 400 + ".xlsx").endswith("x.xlsx")
