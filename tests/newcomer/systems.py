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


def lay(folder: Path, files: dict[str, str]) -> Path:
    """The exports of a system in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
