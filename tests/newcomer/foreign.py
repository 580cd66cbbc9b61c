"""Raw folders from abroad, in the shapes of well-known public sets: heads in English only, none that an ERP of ours writes.

Each is a few accounts over fifteen months to 2005-09, made by arithmetic, with the net sales of its newest quarter beside it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

FIRST, LAST = date(2004, 7, 1), date(2005, 9, 29)
QUARTER = date(2005, 7, 1)


@dataclass(frozen=True)
class Foreign:
    """The files of a folder, and what a right reading of them gives."""

    files: dict[str, bytes]
    net_sales: str
    accounts: int


def days(step: int) -> Iterator[tuple[int, date]]:
    """Numbered days from the first to the last, ``step`` days apart."""
    count = (LAST - FIRST).days // step + 1
    yield from ((n, FIRST + timedelta(days=n * step)) for n in range(count))


def _total(amounts: Iterator[tuple[date, int]]) -> str:
    """Cents of the newest quarter as an amount."""
    cents = sum(amount for day, amount in amounts if day >= QUARTER)
    return f"{cents / 100:.2f}".removesuffix("0").removesuffix(".0")


def _text(*lines: str, encoding: str = "utf-8") -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def classic_cars() -> Foreign:
    """A flat list of order lines: run-together capitals, American days with a time, customers by name."""
    names = ["Land of Toys Inc.", "Reims Collectables", '"Corporate Gift Ideas, Co."', "Lyon Souveniers"]
    lines, amounts = [], []
    for n, day in days(3):
        for line in (1, 2):
            quantity, cents = 20 + (n * 7 + line) % 30, 3500 + (n * 613 + line * 129) % 6500
            sales = quantity * (cents + 150 * (line == 2))  # its price is capped, its SALES is not
            amounts.append((day, sales))
            status = "In Process" if n > 145 else "Shipped"
            lines.append(
                f"{10100 + n},{quantity},{cents / 100:.2f},{line},{sales / 100:.2f},{day.month}/{day.day}/{day.year} 0:00,"
                f"{status},{(day.month + 2) // 3},{day.month},{day.year},{('Motorcycles', 'Vintage Cars')[n % 2]},"
                f"{95 + 20 * line},S{10 + n % 6}_{1600 + line},{names[n % 4]},212555{n % 4:04d},{n % 4} Elm Street,,NYC,NY,"
                f"{10022 + n % 4},USA,NA,Yu,Kwai,{('Small', 'Medium', 'Large')[n % 3]}"
            )
    head = (
        "ORDERNUMBER,QUANTITYORDERED,PRICEEACH,ORDERLINENUMBER,SALES,ORDERDATE,STATUS,QTR_ID,MONTH_ID,YEAR_ID,PRODUCTLINE,"
        "MSRP,PRODUCTCODE,CUSTOMERNAME,PHONE,ADDRESSLINE1,ADDRESSLINE2,CITY,STATE,POSTALCODE,COUNTRY,TERRITORY,"
        "CONTACTLASTNAME,CONTACTFIRSTNAME,DEALSIZE"
    )
    return Foreign({"cars_sample.csv": _text(head, *lines)}, _total(iter(amounts)), 4)


def cd_buyers() -> Foreign:
    """Purchases without any document: customer, day as eight digits, pieces, amount, parted by blanks no longer."""
    rows = [(day, f"{n % 9 + 1:05d}", 1 + n % 3, 1177 * (1 + n % 3)) for n, day in days(2)]
    lines = [f"{buyer},{day:%Y%m%d},{quantity},{cents / 100:.2f}" for day, buyer, quantity, cents in rows]
    amounts = ((day, cents) for day, _, _, cents in rows)
    return Foreign({"purchases.csv": _text("customer_id,date,quantity,amount", *lines)}, _total(amounts), 9)


def liquor() -> Foreign:
    """A state's liquor sales: lines numbered without a document, shops by number and name, one of them written two ways."""
    lines, amounts = [], []
    for n, day in days(2):
        shop, bottles, cents = n % 7, 6 + n % 18, 899 + 151 * (n % 11)
        amounts.append((day, bottles * cents))
        name = ("HY-VEE", "Central City", "Kum & Go", "Fareway", "Sam's", "Casey's", "Quik Trip")[shop]
        name += " FOOD" if shop == 0 and n > 100 else ""
        lines.append(
            f"INV-{100000 + n:07d},{day.isoformat()}T00:00:00.000,{2500 + shop},{name},{shop} Main St,Des Moines,503{shop:02d},"
            f"77,POLK,101{n % 4}100.0,{('VODKA', 'WHISKY')[n % 2]},{260 + n % 3},DIAGEO,{11770 + n % 25},Black Velvet {n % 25},12,1750,"
            f"{cents / 150:.2f},{cents / 100:.2f},{bottles},{bottles * cents / 100:.2f},{bottles * 1.75:.2f}"
        )
    head = (
        "invoice_line_no,date,store,name,address,city,zipcode,county_number,county,category,category_name,vendor_no,"
        "vendor_name,itemno,im_desc,pack,bottle_volume_ml,state_bottle_cost,state_bottle_retail,bottles_sold,sale_dollars,sale_liters"
    )
    return Foreign({"liquor_sales.csv": _text(head, *lines)}, _total(iter(amounts)), 7)


def regional() -> Foreign:
    """A workbook with sheets for orders, customers and products: no amount, but quantity, price with commas, discount."""
    orders, amounts = [], []
    for n, day in days(2):
        quantity, cents, share = 1 + n % 8, 25000 + 8380 * (n % 23), (5, 10, 20, 40)[n % 4]
        amounts.append((day, quantity * cents * (100 - share) // 100))
        short = f"{day.month}/{day.day}/{day:%y}"
        late = day + timedelta(days=9)
        price, cost = f"{cents / 100:,.2f}", f"{cents / 160:,.2f}"
        orders.append(
            [f"SO - {n + 1:06d}", ("In-Store", "Online")[n % 2], "WARE-UHY1004", short, f"{late.month}/{late.day}/{late:%y}", "USD",
             6 + n % 3, n % 12 + 1, 250 + n % 4, 12 + n % 5, quantity, share / 100, price, cost]
        )
    heads = (
        "OrderNumber,Sales Channel,WarehouseCode,OrderDate,DeliveryDate,CurrencyCode,_SalesTeamID,_CustomerID,_StoreID,_ProductID,"
        "Order Quantity,Discount Applied,Unit Price,Unit Cost"
    ).split(",")
    sheets = {
        "Sales Orders Sheet": [heads, *orders],
        "Customers Sheet": [["_CustomerID", "Customer Names"], *([n + 1, f"Avon Corp {n}"] for n in range(12))],
        "Sales Team Sheet": [["_SalesTeamID", "Sales Team", "Region"], *([n + 6, f"Adam {n}", "Northeast"] for n in range(3))],
    }
    return Foreign({"US_Regional_Sales.xlsx": _workbook(sheets)}, _total(iter(amounts)), 12)


def _workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return content.getvalue()


def credit_shop() -> Foreign:
    """Receivables of a credit shop and nothing else: what was invoiced stands in the same rows as what is open."""
    lines, amounts = [], []
    for n, day in days(2):
        cents = 1_000_000 + 38_117 * (n % 31)
        amounts.append((day, cents))
        due, paid = day + timedelta(days=30), day + timedelta(days=34)
        cleared = f"{paid.isoformat()} 00:00:00" if paid <= LAST else ""
        lines.append(
            f"U001,0200{n % 8:06d},WAL-MAR{n % 8} corp,{cleared},{day.year}.0,{1930000000 + n}.0,{day.isoformat()},{day:%Y%m%d},{day:%Y%m%d},"
            f"{due:%Y%m%d}.0,USD,RV,1.0,{cents / 100:.2f},{day:%Y%m%d}.0,NAH4,{1930000000 + n}.0,{int(not cleared)}"
        )
    head = (
        "business_code,cust_number,name_customer,clear_date,buisness_year,doc_id,posting_date,document_create_date,document_create_date.1,"
        "due_in_date,invoice_currency,document type,posting_id,total_open_amount,baseline_create_date,cust_payment_terms,invoice_id,isOpen"
    )
    return Foreign({"dataset.csv": _text(head, *lines)}, _total(iter(amounts)), 8)


def health_supply() -> Foreign:
    """Shipments with names that need a code page, days such as 2-Jun-06, an order of several lines, Line Item Value."""
    places = ["Côte d'Ivoire", "Zambia", "Curaçao", "Haïti", "Malawi"]
    lines, amounts = [], []
    for n, day in days(4):
        for line in (1, 2):
            quantity, cents = 100 + 10 * (n % 40), 320 + 45 * line
            amounts.append((day, quantity * cents))
            promised, short = day - timedelta(days=n % 3), f"{day.day}-{day:%b}-{day:%y}"
            asked = f"{promised.day}-{promised:%b}-{promised:%y}"
            lines.append(
                f"{n * 2 + line},Pre-PQ Process,SCMS-{n + 4},ASN-{n + 8},{places[n % 5]},PMO - US,Direct Drop,Air,Pre-PQ Process,{asked},{short},{short},"
                f"HRDT,HIV test,Aurobindo,\"Test kit n° {line}, 30 tests\",Generic,30,{quantity},{quantity * cents / 100:.2f},{cents / 100:.2f},"
                f"{cents / 3000:.2f},Ranbaxy,Yes,{13 + n},{780 + n}.34"
            )
    head = (
        "ID,PQ #,PO / SO #,ASN/DN #,Country,Managed By,Fulfill Via,Shipment Mode,PQ First Sent to Client Date,Scheduled Delivery Date,"
        "Delivered to Client Date,Delivery Recorded Date,Product Group,Sub Classification,Vendor,Item Description,Brand,"
        "Unit of Measure (Per Pack),Line Item Quantity,Line Item Value,Pack Price,Unit Price,Manufacturing Site,First Line Designation,"
        "Weight (Kilograms),Freight Cost (USD)"
    )
    return Foreign({"delivery_history.txt": _text(head, *lines, encoding="cp437")}, _total(iter(amounts)), 5)


FOREIGN = {one.__name__: one for one in (classic_cars, cd_buyers, liquor, regional, credit_shop, health_supply)}


def lay(folder: Path, foreign: Foreign) -> Path:
    """The raw files in a folder."""
    folder.mkdir(parents=True)
    for name, content in foreign.files.items():
        (folder / name).write_bytes(content)
    return folder
