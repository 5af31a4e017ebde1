from itertools import islice
from pathlib import Path

import pytest

from guanxi.intake.guess import Guess, Target, guess_mapping
from guanxi.intake.readers import open_table
from guanxi.intake.tests.real import unpacked
from guanxi.intake.values import Problem

TARGETS = [
    Target("name"), Target("given"), Target("family"), Target("company"), Target("phone", "phone"), Target("mail", "mail"),
    Target("website", "url"), Target("address"), Target("city"), Target("region"), Target("postcode"), Target("department"),
    Target("title"), Target("industry"), Target("source"), Target("stage"), Target("size", "integer"), Target("revenue", "money"),
    Target("parent"), Target("owner"), Target("tags", "tags"), Target("note"), Target("birthday", "date"), Target("gender"),
    Target("amount", "money"), Target("price", "money"), Target("quantity", "integer"), Target("product"), Target("sku"),
    Target("order_number"), Target("date", "datetime"), Target("created", "datetime"), Target("reference"), Target("country"),
]  # fmt: skip


def guessed(header: list[str], samples: list[list[str | None]]) -> dict[str, str]:
    return {header[guess.column]: guess.target for guess in guess_mapping(header, samples, TARGETS) if guess.target}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("maven_crm_sales/accounts.csv", {"account": "name", "sector": "industry", "revenue": "revenue", "employees": "size",
                                          "office_location": "city", "subsidiary_of": "parent"}),
        ("maven_crm_sales/products.csv", {"product": "product", "sales_price": "price"}),
        ("maven_crm_sales/sales_teams.csv", {"sales_agent": "owner", "manager": None, "regional_office": None}),
        ("maven_crm_sales/sales_pipeline.csv", {"sales_agent": "owner", "product": "product", "account": "name",
                                                "deal_stage": "stage", "close_value": "amount", "engage_date": "date"}),
        ("contact_exports/hubspot_contacts_header.csv", {
            "Record ID": "reference", "First Name": "given", "Last Name": "family", "Email": "mail", "Phone Number": "phone",
            "Contact owner": "owner", "Lead Status": "stage", "Create Date": "created", "Lead Source": "source",
            "Associated Company": "company", "Associated Deal": None}),
        ("contact_exports/outlook_shared_contacts.csv", {
            "Name": "name", "E-mail Address": "mail", "E-mail 2 Address": None, "Notes": "note", "Mobile Phone": "phone",
            "Company": "company", "Job Title": "title", "Home Phone": None}),
        ("contact_exports/outlook_contacts_header_partial.csv", {
            "First Name": "given", "Last Name": "family", "E-mail Address": "mail", "Company": "company", "Home City": "city",
            "Birthday": "birthday", "Department": "department", "Web Page": "website"}),
        ("contact_exports/google_contacts_legacy_header.csv", {
            "Name": "name", "Given Name": "given", "Family Name": "family", "E-mail 1 - Value": "mail", "E-mail 1 - Type": None,
            "Phone 1 - Value": "phone", "Phone 1 - Type": None, "Organization 1 - Name": "company", "Birthday": "birthday"}),
        ("online_retail/online_retail.csv", {"InvoiceNo": "order_number", "StockCode": "sku", "Quantity": "quantity",
                                             "InvoiceDate": "date", "UnitPrice": "price", "CustomerID": "reference",
                                             "Country": "country"}),
        ("telco_churn/Telco-Customer-Churn.csv", {"customerID": "reference", "gender": "gender", "PhoneService": None}),
        ("bank_marketing/bank-full.csv", {"balance": None, "contact": None, "job": None}),
        ("febrl/dataset1.csv", {"rec_id": "reference", "given_name": "given", "surname": "family", "suburb": "city",
                                "postcode": "postcode", "state": "region", "date_of_birth": "birthday", "soc_sec_id": None}),
        ("splink_fake1000/fake_1000.csv", {"first_name": "given", "surname": "family", "dob": "birthday", "city": "city",
                                           "email": "mail", "cluster": None}),
    ],
)  # fmt: skip
def test_columns_of_real_files_find_their_fields(tmp_path: Path, name: str, expected: dict[str, str | None]) -> None:
    table = open_table(unpacked("tables.zip", name, tmp_path))
    found = guessed(table.header, [row.cells for row in islice(table.rows(), 50)])
    assert {column: found.get(column) for column in expected} == expected


def test_columns_of_chinese_files_find_their_fields() -> None:
    for header, expected in (
        (["客户名称", "手机", "邮箱", "公司地址", "所属行业", "客户来源", "客户状态", "负责人", "备注", "创建时间", "客户编号"],
         ["name", "phone", "mail", "address", "industry", "source", "stage", "owner", "note", "created", "reference"]),
        (["企业名称", "联系电话", "电子邮箱", "省份", "城市", "客户类型"], ["name", "phone", "mail", "region", "city"]),
        (["姓名", "性别", "手机号码", "Email", "生日", "公司", "职务"], ["name", "gender", "phone", "mail", "birthday", "company", "title"]),
        (["订单编号", "下单日期", "商品名称", "数量", "单价", "订单金额"], ["order_number", "date", "product", "quantity", "price", "amount"]),
    ):  # fmt: skip
        assert list(guessed(header, []).values()) == expected


def test_values_alone_tell_mails_and_phones() -> None:
    rows: list[list[str | None]] = [["li@b.cn", "13800138000", "x"]] * 5
    assert guess_mapping(["a", "b", "c"], rows, TARGETS) == [
        Guess(0, "mail", 0.6, Problem("looks_like")), Guess(1, "phone", 0.45, Problem("looks_like")),
        Guess(2, None, 0.0, Problem("nothing_fits")),
    ]  # fmt: skip


def test_values_that_contradict_the_header_win() -> None:
    rows: list[list[str | None]] = [["Anna", "li@b.cn"], ["Bob", "x@b.cn"]]
    assert guessed(["Email", "Contact"], rows) == {"Contact": "mail"}


def test_each_target_is_used_once_and_words_of_the_caller_count() -> None:
    targets = [Target("phone", "phone"), Target("level", "choice", ("客户级别",), {"a": ("A 级",), "b": ("B 级",)})]
    found = guess_mapping(["手机", "电话", "客户级别"], [["13800138000", "010-88888888", "A级"]], targets)
    assert [guess.target for guess in found] == ["phone", None, "level"]
