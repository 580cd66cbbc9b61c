"""Headers that the usual ERPs and finance programs write for our columns, in Chinese and English.

Two headers of one file that both fit a column are never chosen between (I-11), so a list may hold every name in use.
"""

from __future__ import annotations

import re
from functools import cache

from kam.intake.cells import fold

_ACCOUNT = (
    "客户编码 客户编号 客户代码 客户id 客户号 客户no 往来单位编码 往来单位编号 往来单位代码 购货单位编码 购货单位代码 购货单位编号 经销商编码 经销商编号 经销商代码"
    " customer_id customer_no customer_number customer_code account account_no account_number account_code bp_code cardcode"
    " customer/vendor_code bp_no partner_id client_id client_code client_no sold_to sold_to_party bill_to_customer_no sell_to_customer_no dealer_id dealer_code"
)
_NAME = (
    "客户名称 客户全称 客户 客户简称 往来单位 往来单位名称 购货单位 购货单位名称 经销商 经销商名称"
    " customer customer_name customer/vendor_name account_name partner cardname card_name bp_name client client_name sell_to_customer_name dealer dealer_name"
)
_PRODUCT = (
    "物料编码 物料代码 物料编号 物料长代码 存货编码 存货代码 存货编号 商品编码 商品编号 商品代码 产品编码 产品编号 产品代码 产品id 货号 品号 sku sku_id"
    " product_code product_no product_number item item_no item_number item_code itemcode material material_no internal_reference stock_code stockcode part_no"
)
_QTY = "数量 销售数量 出库数量 开票数量 实发数量 数量件 件数 quantity units pcs"
_LINE = "行号 分录号 分录 行id 行项目 明细行号 line_no line_number line_id row_no item_line linenum row_number pos"
_CATEGORY = "类别 品类 存货大类 存货分类 存货分类名称 物料分组 商品类别 商品分类 产品类别 产品分类 大类 product_category product_group item_group category_name"
_SEASON = "季节 产品季 季 season_code"
_QUARTER = "季度 财季 期间季度 fiscal_quarter quarter_name"
_OWNER = "负责人 业务员 销售员 销售人员 客户经理 专管业务员 专营业务员 分管业务员 所属业务员 salesperson sales_person sales_rep sales_employee sales_employee_name account_manager responsible salesman"
_CURRENCY = "币种 币别 结算币种 交易币种 currency_code document_currency doc_currency doccur transaction_currency curr"
_CREDIT = {"credit_limit": "信用额度 信用限额 授信额度 credit_line credit_limit_amount",
           "credit_days": "信用天数 信用期限 账期 账期天数 付款天数 信用期 credit_period payment_days"}

_HEADERS: dict[str, dict[str, str]] = {
    "accounts": {
        "account_id": f"{_ACCOUNT} 编码 代码 编号 code no id reference",
        "name": f"{_NAME} 名称 全称",
        "parent_id": "上级客户编码 上级编码 上级客户 母公司编码 总公司编码 付款客户编码 parent_account parent_customer parent_code parent_company bill_to parent",
        "kind": "客户类型 客户类别 渠道类型 account_type customer_type",
        "territory": "区域 地区 大区 销售区域 地区名称 所属地区 region sales_territory area",
        "tier": "市场级别 城市级别 市场等级 market_tier city_tier",
        "location": "地址 位置 address",
        "shoppers": "客群 顾客群", **_CREDIT,
        "discount": "拿货折扣 供货折扣 结算折扣",
        "return_allowance": "退货率 允许退货率 退换货比例 允许退换比例 return_rate_allowed",
        "purchases": "年采购额 年进货额 annual_purchases",
        "onward_share": "分销比例 批发比例 转批比例",
        "since": "合作日期 开户日期 建档日期 发展日期 customer_since created_on start_date",
        "currency": _CURRENCY,
        "owner": _OWNER,
    },
    "sales": {
        "document": "单据号 单据编号 单号 发票号 发票号码 订单号 订单id 订单编号 出库单号 销售单号 销售订单号 票据号 凭证号 invoice invoice_no invoice_number invoice_id"
                    " document_no document_number doc_no doc_number docnum order_id order_no order_number number",
        "date": "日期 单据日期 开票日期 发票日期 订单日期 出库日期 业务日期 销售日期 过账日期 invoice_date"
                " invoice/bill_date order_date posting_date document_date doc_date docdate",
        "account_id": _ACCOUNT,
        "net_amount": "金额 无税金额 不含税金额 未税金额 本币无税金额 销售额 销售金额 净额 不含税销售额 untaxed_amount"
                      " amount net_sales line_total row_total linetotal price_subtotal net_value subtotal untaxed_total amount_excl_vat amount_excluding_vat",
        "kind": "单据类型 单据类别 document_type doc_type",
        "product_id": _PRODUCT,
        "qty": _QTY,
        "line": _LINE,
        "category": _CATEGORY,
        "style": "款号 款式 款式编号 style_no style_code model",
        "season": _SEASON,
        "ship_to_territory": "收货区域 收货地区 发货区域 送货区域 到货地区 ship_to_region",
        "list_price": "吊牌价 标准售价 零售价 unit_list_price",
        "cost": "成本 成本金额 销售成本 出库成本 cost_amount total_cost cost_of_sales",
        "original_document": "原单号 原单据号 原发票号 源单号 源单编号 原单编号 reversal_of original_invoice applies_to_doc_no",
        "reason": "原因 退货原因 红字原因 return_reason reason_code",
        "fx_rate": "汇率 exchange_rate currency_rate",
        "cancelled": "作废 是否作废 canceled is_cancelled void",
        "currency": _CURRENCY,
    },
    "receivables": {
        "document": "单据号 单据编号 单号 发票号 发票号码 应收单号 invoice invoice_no invoice_number document_no document_number doc_no number",
        "account_id": _ACCOUNT,
        "date": "日期 单据日期 开票日期 发票日期 业务日期 过账日期 invoice_date posting_date document_date doc_date balance_date",
        "amount": "金额 应收金额 原币金额 原币应收金额 本币金额 本币应收金额 发票金额 价税合计 未收金额 未核销金额 invoice_amount total total_amount original_amount"
                  " amount_due balance_due residual_amount open_amount",
        "due_date": "到期日 到期日期 应收日期 应收到期日 付款到期日 net_due_date payment_due_date",
        "disputed": "争议 是否争议 有争议 dispute in_dispute",
        "direction": "方向 余额方向 借贷方向 借贷 借或贷 借/贷 dr/cr debit/credit dc_indicator",
        "currency": _CURRENCY,
        "balance": "余额 应收余额 期末余额 本币余额 closing_balance ending_balance outstanding_balance",
    },
    "allocations": {
        "payment": "收款单号 收款单编号 收款单据号 收款单 付款单号 payment_no payment_number receipt receipt_no payment_id check_number",
        "document": "单据号 单据编号 发票号 发票号码 核销单据号 被核销单号 被核销单据号 应收单号 invoice invoice_no invoice_number document_no applied_to",
        "date": "日期 核销日期 收款日期 payment_date allocation_date receipt_date posting_date settlement_date",
        "amount": "金额 核销金额 本次核销金额 本币核销金额 收款金额 allocated_amount applied_amount payment_amount",
        "account_id": _ACCOUNT,
        "method": "结算方式 收款方式 payment_method",
    },
    "deliveries": {
        "order": "订单号 订单编号 销售订单号 订单id 单据号 单据编号 order_id order_no order_number sales_order source_document",
        "line": _LINE,
        "account_id": _ACCOUNT,
        "promised_date": "承诺日期 承诺交期 承诺交货日期 预计发货日期 预发货日期 预计交货日期 约定交期 计划交货日期 required_date"
                         " scheduled_date commitment_date promised_delivery_date agreed_delivery_date",
        "delivered_date": "交货日期 实际交货日期 发货日期 实际发货日期 出库日期 实际出库日期 签收日期 shipped_date ship_date delivery_date actual_delivery_date effective_date",
        "ordered_qty": "订单数量 订货数量 quantity_ordered order_qty ordered demand",
        "delivered_qty": "交货数量 发货数量 实发数量 出库数量 累计发货数量 delivery_qty quantity_delivered delivered quantity_done",
        "ordered_date": "订单日期 订货日期 下单日期 order_date order_placement_date",
        "requested_date": "要求日期 要求交期 要货日期 客户要求日期 requested_delivery_date",
        "product_id": _PRODUCT,
        "value": "金额 订单金额 无税金额 amount line_total",
        "invoice": "发票号 发票号码 invoice_no invoice_number",
        "carrier": "承运商 物流公司 shipper shipping_company",
    },
    "scorecards": {
        "account_id": _ACCOUNT,
        "quarter": _QUARTER,
        "criterion": "指标 评分项 评分项目 评价项目 criteria",
        "score": "评分 得分 分数 rating points",
        "evidence": "依据 证据 说明 comment",
        "scorer": "评分人 打分人 scored_by",
        "date": "日期 评分日期 scored_on",
    },
    "rebates": {
        "account_id": _ACCOUNT,
        "quarter": _QUARTER,
        "accrued": "计提返利 应计返利 返利计提 已计提返利 accrued_rebate",
        "consigned_value": "铺货金额 铺货额 铺货 consignment consigned_stock",
        "expected_year": "全年预计返利 预计全年返利 expected_rebate",
        "paid": "已付返利 已兑现返利 返利支付 paid_rebate",
        "disclosed": "是否告知 是否明返 明返",
        "booked": "是否入账 已入账 入账",
        "promotion": "促销费 促销费用 推广费",
        "freight": "运费 freight_cost",
    },
    "price_list": {
        "product_id": _PRODUCT,
        "price": "指导价 吊牌价 标准价 单价 价格 含税单价 销售价 含税售价 list_price unit_price guide_price",
        "valid_from": "生效日期 开始日期 起始日期 start_date from_date starting_date",
        "valid_to": "失效日期 结束日期 截止日期 end_date to_date ending_date",
        "style": "款号 款式 款式编号 style_no style_code",
        "floor": "最低价 限价 底价 最低售价 minimum_price floor_price",
        "retail": "零售价 建议零售价 retail_price msrp",
    },
    "territories": {
        "territory": "区域 地区 销售区域 授权区域 region area",
        "account_id": _ACCOUNT,
        "potential": "市场容量 市场潜力 潜力 market_size"
    },
    "sell_through": {
        "account_id": _ACCOUNT,
        "period": "期间 月份 月 销售月份 month",
        "product_id": _PRODUCT,
        "qty": f"{_QTY} 动销数量 终端销量 零售数量 销量 sell_out sell_out_qty units_sold",
        "outlet": "门店 门店名称 店铺 store shop",
        "location": "地址 位置 address",
        "shoppers": "客群 顾客群",
    },
    "needs": {
        "account_id": _ACCOUNT,
        "need": "需求 需求项 诉求",
        "wanted": "期望 期望值 要求 wants",
        "quarter": _QUARTER,
        "fulfilled": "满足 满足情况 实际 是否满足 met",
        "answer": "答复 回复 我方答复 our_answer",
        "our_ask": "我方要求 我方诉求",
    },
    "relationships": {
        "account_id": _ACCOUNT,
        "date": "日期 变更日期",
        "stage": "阶段 关系阶段 relationship_stage",
        "evidence": "依据 证据 说明 comment"
    },
    "team": {
        "account_id": _ACCOUNT,
        "person": "姓名 人员 成员 employee employee_name member",
        "role": "角色 职务 岗位 position",
        "department": "部门 dept",
        "responsibility": "职责",
        "authority": "权限",
        "benefit": "利益 激励 incentive",
        "hours": "工时 小时 投入工时",
        "last_visit": "最近拜访 最近拜访日期 上次拜访日期 last_visited",
    },
    "tasks": {
        "task_id": "任务编号 任务号 编号 id task task_no",
        "account_id": _ACCOUNT,
        "owner": f"{_OWNER} 责任人 执行人 assignee assigned_to",
        "due": "截止日期 完成期限 到期日 计划完成日期 due_date deadline",
        "status": "状态 任务状态 state",
        "form": "形式 方式",
        "hours": "工时 计划工时 小时 planned_hours",
        "priority": "优先级",
        "acceptance": "验收标准 acceptance_criteria",
        "metric": "指标 衡量指标",
        "target": "目标 目标值",
        "result": "结果 实际结果",
        "done": "完成日期 实际完成日期 done_date completed_on",
        "parent_task": "上级任务 父任务 parent",
    },
    "incidents": {
        "account_id": _ACCOUNT,
        "date": "日期 发现日期 发生日期",
        "kind": "类型 违规类型 type",
        "product_id": _PRODUCT,
        "observed_price": "发现价格 市场价格 实际售价 price_seen",
        "territory": "区域 地区 发现地区 region",
        "evidence": "证据 依据 说明",
    },
    "bookings": {
        "account_id": _ACCOUNT,
        "season": f"{_SEASON} 订货会 订货季",
        "date": "日期 订货日期 下单日期 order_date",
        "amount": "金额 订货金额 订单金额 booking_amount",
        "category": _CATEGORY,
        "qty": f"{_QTY} 订货数量",
        "deposit": "定金 订金 down_payment",
        "delivery_month": "交货月份 交货月 delivery_period",
    },
    "targets": {
        "account_id": _ACCOUNT,
        "quarter": _QUARTER,
        "net_sales": "销售目标 目标销售额 目标金额 任务额 sales_target target",
        "margin": "毛利目标 目标毛利 margin_target"
    },
}

# Amounts with tax: sales exclude it, so alone they are never taken, beside another amount they make it ambiguous (I-11).
_RIVALS: dict[str, dict[str, str]] = {
    "sales": {"net_amount": "价税合计 含税金额 本币价税合计 含税销售额 gross_amount total_amount amount_incl_vat amount_including_vat"},
    "receivables": {"account_id": ""},
}


_OPEN = re.compile("未收|未核销|未付|未清|residual|open|amountdue|balancedue|outstanding")


@cache
def headers_of(table: str, column: str) -> frozenset[str]:
    """The recognised headers of one of our columns, folded; ``name`` is known to every table that joins by it."""
    listed = _HEADERS.get(table, {}).get(column, "" if column != "name" else _NAME)
    own = "" if column == "name" and table != "accounts" else column
    return frozenset(fold(header) for header in f"{own} {listed}".split())


@cache
def rivals_of(table: str, column: str) -> frozenset[str]:
    """Headers that look like a column but hold something else, folded."""
    return frozenset(fold(header) for header in _RIVALS.get(table, {}).get(column, "").split())


def says_open(header: str) -> bool:
    """Whether a receivable's amount is called what is still open of it."""
    return bool(_OPEN.search(fold(header)))


def chinese_header(table: str, column: str) -> str:
    """The most usual Chinese header of one of our columns; empty where none is known."""
    listed = _HEADERS.get(table, {}).get(column, "")
    return next((header for header in listed.split() if not header.isascii()), "")
