"""How demo/files/ was made from the public data sets named in demo/README.md; kept so that everyone can check it.

    python demo/build.py FOLDER_WITH_THE_DATA_SETS

Nothing here runs when Guanxi runs. Rows are taken as found (their mistakes too); what is added is computed from the
same rows, or composed of name lists and said to be so in demo/README.md. `faker` (MIT) is needed for the given names.
"""

import csv
import gzip
import lzma
import mailbox
import random
import re
import sys
from collections import Counter, defaultdict
from datetime import date
from decimal import ROUND_CEILING, Decimal
from email import message_from_bytes
from pathlib import Path
from typing import Any

from faker.providers.person.zh_CN import Provider as ChineseNames
from openpyxl import load_workbook

FILES = Path(__file__).parent / "files"
COMPANIES = 6000
GROWTH = Decimal("1.1")
CONTACTS = 1500


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, as dictionaries."""
    with path.open(newline="", encoding="utf-8-sig") as handle:
        return list(csv.DictReader(handle))


def write(name: str, header: list[str], lines: list[list[str]], encoding: str = "utf-8") -> None:
    """A CSV file in demo/files."""
    with (FILES / name).open("w", newline="", encoding=encoding) as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def address(name: str) -> str:
    """A mail address under a name reserved for examples."""
    return re.sub(r"[^a-z]+", ".", name.lower()).strip(".") + "@example.com"


def members(source: Path) -> None:
    """Sellers and their managers; the managers head the regional office of their sellers."""
    team = rows(source / "sales_teams.csv")
    offices = {row["manager"]: row["regional_office"] for row in team}
    lines = [[name, address(name), office, "", "team_lead"] for name, office in sorted(offices.items())]
    lines += [[r["sales_agent"], address(r["sales_agent"]), r["regional_office"], r["manager"], "sales"] for r in team]
    write("sales_teams.csv", ["name", "mail", "regional_office", "manager", "role"], lines)


def accounts(source: Path) -> None:
    """The accounts as found, with the seller who won most orders there as owner, counted in the same set's pipeline."""
    won: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows(source / "sales_pipeline.csv"):
        if row["deal_stage"] == "Won":
            won[row["account"]][row["sales_agent"]] += 1
    found = rows(source / "accounts.csv")
    header = [*found[0], "owner"]
    best = {name: min(count.items(), key=lambda item: (-item[1], item[0]))[0] for name, count in won.items()}
    write("accounts.csv", header, [[*row.values(), best.get(row["account"], "")] for row in found])
    (FILES / "products.csv").write_bytes((source / "products.csv").read_bytes())
    (FILES / "sales_pipeline.csv.xz").write_bytes(lzma.compress((source / "sales_pipeline.csv").read_bytes(), preset=9))


def won(source: Path) -> list[dict[str, Any]]:
    """The deals that were won, with their day and amount."""
    found: list[dict[str, Any]] = [row for row in rows(source / "sales_pipeline.csv") if row["deal_stage"] == "Won"]
    for row in found:
        month, day, year = (int(part) for part in row["close_date"].split("/"))
        row |= {"on": date(year, month, day), "amount": Decimal(row["close_value"])}
    return found


def targets(source: Path) -> None:
    """For offices and sellers: what they won in the quarter before, and a tenth more, rounded up to whole thousands."""
    offices = {row["sales_agent"]: row["regional_office"] for row in rows(source / "sales_teams.csv")}
    sums: dict[tuple[int, str, str], Decimal] = defaultdict(Decimal)
    for row in won(source):
        quarter = (row["on"].month + 2) // 3
        sums[quarter, offices[row["sales_agent"]], ""] += row["amount"]
        sums[quarter, "", row["sales_agent"]] += row["amount"]
    lines = []
    for (quarter, office, seller), amount in sorted(sums.items()):
        if 1 < quarter < 4:  # the first one of the set is not whole, and after the last there is none
            raised = (amount * GROWTH / 1000).to_integral_value(ROUND_CEILING) * 1000
            lines.append([f"2017-{quarter * 3 + 1:02}-01", office, seller, str(raised), "USD"])
    write("targets.csv", ["quarter", "department", "member", "amount", "currency"], lines)


def scorecards(source: Path) -> None:
    """For the company, offices and sellers: a goal is what was reached in the quarter before, raised as targets are.

    Yellow begins at what was reached. The company's of 2011 are about the orders of the other set.
    """
    offices = {
        row["sales_agent"]: row["regional_office"] for row in rows(source / "maven_crm_sales" / "sales_teams.csv")
    }
    ended: dict[tuple[int, str, str], list[tuple[Decimal, int] | None]] = defaultdict(list)
    for row in rows(source / "maven_crm_sales" / "sales_pipeline.csv"):
        if row["deal_stage"] not in {"Won", "Lost"}:
            continue
        begun, closed = (date.fromisoformat(_iso(row[name])) for name in ("engage_date", "close_date"))
        deal = (Decimal(row["close_value"]), (closed - begun).days) if row["deal_stage"] == "Won" else None
        for who in (("", ""), (offices[row["sales_agent"]], ""), ("", row["sales_agent"])):
            ended[((closed.month + 2) // 3, *who)].append(deal)
    lines = []
    for (quarter, office, seller), deals in sorted(ended.items()):
        won_deals = [one for one in deals if one]
        if not 1 < quarter < 4 or not won_deals:
            continue
        amount, days = sum(one[0] for one in won_deals), round(sum(one[1] for one in won_deals) / len(won_deals))
        rate = int(100 * len(won_deals) / len(deals))
        raised = (amount * GROWTH / 1000).to_integral_value(ROUND_CEILING) * 1000
        whose = [f"2017-Q{quarter + 1}", office, seller, "USD"]
        lines += [
            [*whose, "won_amount", str(raised), str(amount // 1000 * 1000), "50"],
            [*whose, "win_rate", str(rate + 2), str(rate), "30"],
        ]
        lines.append([*whose, "sales_cycle", str(max(1, days - 2)), str(days), "20"])
    write(
        "scorecards.csv",
        ["period", "department", "member", "currency", "measure", "goal", "warn", "weight"],
        [*_orders(source), *lines],
    )


def _orders(source: Path) -> list[list[str]]:
    """The company's quarters of 2011: orders that were not cancelled, in pounds."""
    text = gzip.decompress((source / "online_retail" / "online_retail.csv.gz").read_bytes()).decode("utf-8-sig")
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for row in csv.DictReader(text.splitlines()):
        if row["InvoiceDate"].startswith("2011") and not row["InvoiceNo"].startswith("C"):
            sums[(int(row["InvoiceDate"][5:7]) + 2) // 3] += Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])
    lines = []
    for quarter in (1, 2, 3):
        raised = (sums[quarter] * GROWTH / 1000).to_integral_value(ROUND_CEILING) * 1000
        whose = [f"2011-Q{quarter + 1}", "", "", "GBP"]
        lines += [
            [*whose, "revenue", str(raised), str(sums[quarter] // 1000 * 1000), "60"],
            [*whose, "bought_again", "60", "50", "40"],
        ]
    return lines


def _iso(text: str) -> str:
    month, day, year = (int(part) for part in text.split("/"))
    return f"{year}-{month:02}-{day:02}"


def chinese(source: Path) -> None:
    """Company names as found, every n-th of three Han characters or more; contacts composed of real name parts."""
    text = (source / "china_companies" / "company_short_names.txt").read_text(encoding="utf-8-sig")
    names = [n for n in text.split("\n")[3:] if re.fullmatch(r"[\u4e00-\u9fff]{3,12}", n.strip())]
    taken = list(dict.fromkeys(n.strip() for n in names[:: len(names) // COMPANIES]))[:COMPANIES]
    write("companies_gb18030.csv", ["客户名称"], [[name] for name in taken], encoding="gb18030")
    sheet = load_workbook(source / "china_names" / "chinese_family_name_1k.xlsx").active
    family = [(str(row[0]), int(row[1])) for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]]
    given = sorted({*ChineseNames.first_names, *ChineseNames.first_names_male, *ChineseNames.first_names_female})
    dice = random.Random(1)
    surnames = dice.choices([name for name, _ in family], [weight for _, weight in family], k=CONTACTS)
    holders = dice.sample(taken, CONTACTS)
    lines = [[company, surname + dice.choice(given)] for company, surname in zip(holders, surnames, strict=True)]
    write("contacts_utf16.csv", ["公司名称", "联系人"], lines, encoding="utf-16")


def retail(source: Path) -> None:
    """All 541,909 order lines as found, compressed."""
    text = gzip.decompress((source / "online_retail" / "online_retail.csv.gz").read_bytes())
    (FILES / "online_retail.csv.xz").write_bytes(lzma.compress(text, preset=9 | lzma.PRESET_EXTREME))


MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def bank(source: Path) -> None:
    """Every 30th call of the bank's campaign. Rows stand in the order of their days from May 2008 on, without a year: it is counted."""
    lines, year, before = [], 2008, 5
    for number, row in enumerate(rows(source / "bank_marketing" / "bank-full.csv"), start=1):
        month = MONTHS.index(row["month"]) + 1
        year, before = year + (month < before), month
        if number % 30 == 0:
            day = f"{year}-{month:02}-{int(row['day']):02}"
            lines.append([f"{number:05}", day, row["job"], row["contact"], row["campaign"], row["poutcome"], row["y"]])
    write("bank_leads.csv", ["client", "day", "job", "contact", "calls", "outcome_before", "y"], lines)


def cards_and_mails(source: Path) -> None:
    """Cards of all programs in one file; mails with a sender and a date in one mailbox, the rest is broken on purpose."""
    cards = sorted((source / "vcards").rglob("*.vcf"))
    (FILES / "cards.vcf").write_bytes(b"\r\n".join(path.read_bytes().strip() for path in cards) + b"\r\n")
    path = FILES / "mails.mbox"
    path.unlink(missing_ok=True)
    box = mailbox.mbox(path)
    for mail in sorted((source / "eml").rglob("*.eml")):
        if "error_emails" not in mail.parts:
            message = message_from_bytes(mail.read_bytes())
            if message["From"] and message["Date"]:
                box.add(message)
    box.close()


def main(source: Path) -> None:
    """Make every file."""
    FILES.mkdir(exist_ok=True)
    members(source / "maven_crm_sales")
    accounts(source / "maven_crm_sales")
    targets(source / "maven_crm_sales")
    scorecards(source)
    chinese(source)
    retail(source)
    bank(source)
    cards_and_mails(source)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
