"""Detection is measured on slices of real rows, in every encoding that they can be written in."""

import random
from pathlib import Path

import pytest

from guanxi.intake.readers.encoding import detect, detect_bytes
from guanxi.intake.readers.usual import _TRADITIONAL
from guanxi.intake.tests.real import content

SOURCES = {
    "areas": ("china_divisions/areas.csv", "utf-8"),
    "streets": ("china_divisions/streets.csv", "utf-8"),
    "companies": ("china_companies/company_short_names.txt", "utf-8-sig"),
    "companies in GB18030": ("china_gb18030/company_short_names_20k_gb18030.csv", "gb18030"),
}
WESTERN = [
    f"{number};{given} {family};{city};Société Générale\n"
    for number, (given, family, city) in enumerate(
        (given, family, city)
        for given in ("François", "Renée", "Zoë", "Jürgen", "Anna", "Øystein")
        for family in ("Lefèvre", "Gómez", "Weiß", "Martin", "Åberg", "Söderström")
        for city in ("Paris", "Köln", "Málaga", "Zürich", "São Paulo")
    )
]
JAPANESE = [
    f"{number},{name},{firm}\n"
    for number, (name, firm) in enumerate(
        (name, firm)
        for name in ("佐藤 さくら", "鈴木 ひろし", "高橋 花子", "田中 タロウ")
        for firm in ("株式会社トヨタ", "ソニー株式会社", "日本電気", "みずほ銀行")
    )
] * 40


def slices(lines: list[str], codec: str, size: int, count: int) -> list[bytes]:
    """Pieces of about `size` bytes that begin at lines of the file, the first at its beginning."""
    chosen, found = random.Random(size), []
    for each in range(count):
        start = 0 if each == 0 else chosen.randrange(len(lines))
        piece = b""
        for line in lines[start:]:
            piece += line.encode(codec)
            if len(piece) >= size:
                break
        if len(piece) >= size * 0.5:
            found.append(piece[:size])
    return found


def lines_of(source: str, codec: str) -> list[str]:
    name, encoding = SOURCES[source]
    lines = content("tables.zip", name).decode(encoding).splitlines(keepends=True)
    if codec != "cp950":
        return lines
    traditional = [line.translate(_TRADITIONAL) for line in lines]
    return [line for line in traditional if line.encode(codec, "replace").decode(codec) == line]


def wrong(pieces: list[bytes], expected: str) -> list[str]:
    found = [detect_bytes(piece, whole=False).name for piece in pieces]
    return [name for name in found if name != expected]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("codec", "expected"),
    [
        ("utf-8", "utf-8"),
        ("gb18030", "gb18030"),
        ("cp950", "big5"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_chinese_rows_are_told_in_every_encoding(source: str, codec: str, expected: str) -> None:
    lines = lines_of(source, codec)
    small = [piece for size in (200, 500) for piece in slices(lines, codec, size, 25)]
    large = [piece for size in (1000, 4000, 16_000, 64_000) for piece in slices(lines, codec, size, 15)]
    assert len(small) >= 45
    assert len(wrong(small, expected)) <= 0.03 * len(small)
    assert len(wrong(large, expected)) <= 0.01 * len(large)


def test_western_and_japanese_rows_are_told_too() -> None:
    for size in (200, 1000, 4000):
        assert wrong(slices(WESTERN, "cp1252", size, 20), "cp1252") == []
        assert wrong(slices(JAPANESE, "cp932", size, 20), "shift_jis") == []


@pytest.mark.parametrize(
    ("text", "codec", "expected"),
    [
        ("姓名,电话\n", "gb18030", "gb18030"), ("客戶名稱,電話,地址\n", "cp950", "big5"), ("Müller;5\n", "cp1252", "cp1252"),
        ("name,city\n", "ascii", "utf-8"), ("姓名,电话\n", "utf-8", "utf-8"), ("价格,€5\n名称,中国移动\n", "gb18030", "gb18030"),
        ("name,city\r\nAnna,Paris\r\n", "utf-16-le", "utf-16-le"),
    ],
)  # fmt: skip
def test_very_short_files_are_told(text: str, codec: str, expected: str) -> None:
    assert detect_bytes(text.encode(codec)).name == expected


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\x84\x31\x95\x33", "gb18030"),
    ],
)
def test_byte_order_marks_decide_and_are_passed_over(mark: bytes, codec: str) -> None:
    found = detect_bytes(mark + "姓名".encode(codec))
    assert (found.name, found.sure, found.bom) == (codec, 1.0, len(mark))


def test_a_few_broken_bytes_do_not_hide_utf_8() -> None:
    text = "".join(f"公司{at},上海市\n" for at in range(50)).encode()
    assert detect_bytes(text + b"\xff\xfe,x\n" + text).name == "utf-8"


def test_file_is_judged_where_it_is_more_than_ascii(tmp_path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"name,city\n" * 300_000 + "上海市浦东新区,北京市朝阳区\n".encode("gb18030") * 50)
    assert detect(path).name == "gb18030"


def test_bytes_like_a_mark_far_inside_a_file_are_no_mark(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"name\n" + b"plain ascii\n" * 20_000 + "\xff\xfe caf\xe9 cr\xe8me\n".encode("latin-1") * 20)
    assert not detect(path).name.startswith("utf-16")
