"""What the usual systems write: small exports with the column names of 用友, 金蝶, Odoo and SAP Business One."""

from __future__ import annotations

from pathlib import Path

YONYOU = {
    "客户档案.csv": "客户编码,客户名称,客户简称,所属地区,信用额度,专管业务员\n0101,宁波金缕服饰有限公司,宁波金缕,宁波,500000,王建军\n0102,温州秀水服装,温州秀水,温州,200000,赵倩\n",
    "销售发票列表-2026-08.csv": "发票号,单据类型,开票日期,客户编码,客户简称,存货编码,存货名称,数量,无税单价,无税金额,税额,价税合计\n"
    + "".join(f"XF2608{n:03d},销售专用发票,2026-08-{n:02d},0101,宁波金缕,26S01,T恤,10,100,1000.00,130.00,1130.00\n" for n in range(1, 26))
    + "XF2608099,红字销售发票,2026-08-28,0102,温州秀水,26S01,T恤,-1,100,-100.00,-13.00,-113.00\n",
    "应收单据.csv": "应收单号,客户编码,单据日期,到期日,价税合计\n" + "".join(f"XF2608{n:03d},0101,2026-08-{n:02d},2026-09-{n:02d},1130.00\n" for n in range(1, 26)),
    "收款核销明细.csv": "收款单号,核销单据号,核销日期,核销金额,客户编码\nSK1,XF2608001,2026-09-02,1130.00,0101\n",
}
KINGDEE = {
    "销售出库单.csv": "单据编号,业务日期,客户编码,客户名称,物料编码,物料名称,实发数量,金额,价税合计,销售员\nXSCKD000001,2026/7/3,K001,台州晨曦,WL01,外套,20,4000,4520,金雅琴\n",
    "应收账龄.csv": "客户代码,客户,日期,应收余额\nK001,台州晨曦,2026-09-30,4520\n",
}
ODOO = {
    "account_move_line.csv": "Invoice Number,Invoice/Bill Date,Customer ID,Partner,Internal Reference,Quantity,Untaxed Amount,Total,Type\n"
    "INV/2026/0001,2026-07-03,C1,Acme Retail,SKU1,5,500.00,605.00,out_invoice\nRINV/2026/0001,2026-07-20,C1,Acme Retail,SKU1,1,100.00,121.00,out_refund\n",
    "res_partner.csv": "Reference,Name,Salesperson,Country\nC1,Acme Retail,Mitchell Admin,Belgium\n",
    "stock_picking.csv": "Sales Order,Customer ID,Commitment Date,Effective Date,Ordered,Delivered\nS0001,C1,2026-07-02,2026-07-03,5,5\n",
}
SAP_B1 = {
    "INV1.csv": "DocNum,DocDate,CardCode,CardName,ItemCode,Quantity,LineTotal,LineNum\n1001,2026-07-03,C20000,Norm Thompson,A00001,5,500.00,0\n",
    "RIN1.csv": "DocNum,DocDate,CardCode,CardName,ItemCode,Quantity,LineTotal,LineNum\n2001,2026-07-20,C20000,Norm Thompson,A00001,1,100.00,0\n",
    "OCRD.csv": "CardCode,CardName,Credit Line,Currency Code\nC20000,Norm Thompson,50000,USD\n",
    "open_items.csv": "Document Number,Customer/Vendor Code,Posting Date,Due Date,Total\n1001,C20000,2026-07-03,2026-08-02,605.00\n",
}

YONYOU_PRINTED = {
    "客户档案.csv": "客户档案,,,\n单位：甬江服饰,,打印日期：2026年10月8日,\n客户编码,客户名称,客户分类,信用额度\n000101,宁波金缕,经销商,\"500,000.00\"\n000102,城南店,直营店,\n合计,,,\"500,000.00\"\n",
    "销售发票明细2026年.csv": "销售发票明细账,,,,,,\n期间：2026年,,,,,,\n开票日期,发票号,发票类型,客户编码,存货编码,数量,无税金额\n2026年7月3日,1001,销售专用发票,000101,26S01,5,\"5,100.50\"\n"
    "2026年7月3日,1001,销售专用发票,000101,26S02,2,\"1,200.00\"\n7月小计,,,,,7,\"6,300.50\"\n2026年8月4日,2001,红字销售专用发票,000101,26S01,-1,-300.25\n8月小计,,,,,-1,-300.25\n合计,,,,,6,\"6,000.25\"\n",
    "应收单据.csv": "单据日期,单据号,客户编码,到期日,价税合计\n2026年7月3日,1001,000101,2026年9月3日,\"7,119.57\"\n合计,,,,\"7,119.57\"\n",
    "收款核销明细.csv": "收款单号,收款日期,核销日期,核销单据号,客户编码,本次核销金额\nSK1,2026年9月1日,2026年9月2日,1001,000101,\"1,000.00\"\n",
}
KINGDEE_PRINTED = {
    "客户.csv": "代码,名称,全名,区域,专营业务员\n01.001,宁波,宁波金缕服饰有限公司,宁波,王建军\n",
    "销售出库序时簿.csv": "销售出库单序时簿,,,,,,\n日期,单据编号,购货单位代码,产品代码,实发数量(件),销售金额,价税合计\n2026-07-03,1001,01.001,WL1,5,5100.5,5763.57\n"
    ",,,WL2,2,1200,1356\n2026-08-04,2001,01.001,WL1,-1,-300.25,-339.28\n"
    "合计,,,,6,6000.25,6780.29\n",
    "应收账龄.csv": "应收款账龄分析表,,,,,,\n客户代码,单据编号,单据日期,应收日期,原币金额,未收金额\n01.001,1001,2026-07-03,2026-09-03,7119.57,7119.57\n合计,,,,7119.57,7119.57\n",
}
ODOO_BY_NAME = {
    "account.move.csv": "Number,Invoice Date,Partner,Type,Invoice lines/Product,Invoice lines/Quantity,Invoice lines/Untaxed Amount,Currency\n"
    "1001,2026-07-03,Deco Addict,Customer Invoice,[A1] Desk,5.0,5100.50,EUR\n"
    ",,,,[A2] Chair,2.0,1200.00,\n2001,2026-08-04,Deco Addict,Customer Credit Note,[A1] Desk,-1.0,-300.25,EUR\n",
    "Contact (res.partner).csv": "Reference,Name,Salesperson,Credit Limit\nC001,Deco Addict,Mitchell Admin,5000.0\n",
    "invoices_receivable.csv": "Number,Partner,Invoice Date,Due Date,Total,Amount Due\n1001,Deco Addict,2026-07-03,2026-08-02,7623.61,7119.57\n",
    "stock.picking.csv": "Source Document,Contact,Scheduled Date,Effective Date,Product,Demand,Quantity Done\nS0001,Deco Addict,2026-07-02 08:00:00,2026-07-03 14:30:11,[A1] Desk,5.0,5.0\n",
}
SAP_B1_EUROPEAN = {
    "AR Invoices.csv": "#;Document Number;Posting Date;Customer/Vendor Code;Customer/Vendor Name;Row Number;Item No.;Quantity;Row Total\n"
    "1;1001;03.07.2026;C20000;Deco Addict;0;A1;5,00;EUR 5.100,50\n2;1001;03.07.2026;C20000;Deco Addict;1;A2;2,00;EUR 1.200,00\n",
    "AR Credit Memos.csv": "#;Document Number;Posting Date;Customer/Vendor Code;Customer/Vendor Name;Row Number;Item No.;Quantity;Row Total\n"
    "1;2001;14.08.2026;C20000;Deco Addict;0;A1;1,00;EUR 300,25\n",
    "BP.csv": "BP Code;BP Name;Credit Limit;Sales Employee\nC20000;Deco Addict;50.000,00;Bill Levine\n",
    "Aging.csv": "Customer Receivables Aging\nCustomer Code;Customer Name;Doc. No.;Posting Date;Due Date;Balance Due;0-30\nC20000;Deco Addict;1001;03.07.2026;22.08.2026;7.119,57;7.119,57\n"
    "Total;;;;;7.119,57;7.119,57\n",
}


def lay(folder: Path, files: dict[str, str]) -> Path:
    """The exports of a system in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
