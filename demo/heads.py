"""The columns of each export, in its order: our name and the head that the program or the person wrote over it."""

ACCOUNTS = {
    "account_id": "客户编码", "name": "客户名称", "parent_id": "上级客户", "kind": "客户类型", "territory": "区域", "tier": "市场级别", "location": "地理位置",
    "shoppers": "消费人群", "credit_limit": "信用额度", "credit_days": "账期天数", "discount": "合同折扣", "return_allowance": "允许退货率",
    "purchases": "年进货额", "onward_share": "分销比例", "since": "合作起始", "currency": "币种", "owner": "负责人",
}  # fmt: skip
INVOICES = {
    "document": "单据号", "line": "行号", "date": "单据日期", "account_id": "客户编码", "product_id": "货号", "style": "款号", "category": "品类", "season": "季节",
    "list_price": "吊牌价", "qty": "数量", "net_amount": "无税金额", "cost": "成本金额", "ship_to_territory": "收货区域", "fx_rate": "汇率", "cancelled": "作废",
}  # fmt: skip
CREDIT_NOTES = {
    "document": "红字单号", "line": "行号", "date": "单据日期", "account_id": "客户编码", "product_id": "货号", "style": "款号", "category": "品类", "season": "季节",
    "list_price": "吊牌价", "qty": "数量", "net_amount": "无税金额", "cost": "成本金额", "original_document": "原单据号", "reason": "退货原因", "fx_rate": "汇率",
}  # fmt: skip
# A printout writes these on a document's first line only.
DOCUMENT = {"document": "单据编号", "date": "日期", "kind": "单据类型", "account_id": "客户编码", "name": "客户名称"}
JOURNAL = DOCUMENT | {
    "line": "行号", "product_id": "货号", "style": "款号", "category": "品类", "season": "季节", "list_price": "吊牌价", "qty": "数量", "net_amount": "无税金额",
    "with_tax": "价税合计", "cost": "成本", "ship_to_territory": "收货区域", "original_document": "原单编号", "reason": "退货原因", "fx_rate": "汇率", "cancelled": "作废",
}  # fmt: skip
RECEIVABLES = {"document": "单据编号", "account_id": "客户编码", "name": "客户名称", "date": "单据日期", "due_date": "到期日", "amount": "价税合计", "disputed": "争议"}
ALLOCATIONS = {"payment": "收款单号", "document": "核销单据号", "date": "核销日期", "amount": "核销金额", "account_id": "客户编码", "method": "结算方式"}
DELIVERIES = {
    "order": "订单号", "line": "行号", "account_id": "客户编码", "ordered_date": "下单日期", "requested_date": "要求日期", "promised_date": "承诺日期",
    "delivered_date": "发货日期", "product_id": "货号", "ordered_qty": "订单数量", "delivered_qty": "发货数量", "value": "金额", "invoice": "发票号", "carrier": "承运商",
}  # fmt: skip
REBATES = {
    "account_id": "客户编码", "name": "客户名称", "quarter": "季度", "accrued": "计提返利", "consigned_value": "铺货金额", "expected_year": "全年预计返利",
    "paid": "已付返利", "disclosed": "是否明返", "booked": "是否入账", "promotion": "促销费", "freight": "运费",
}  # fmt: skip
PRICES = {"product_id": "货号", "style": "款号", "price": "吊牌价", "valid_from": "生效日期", "valid_to": "失效日期", "floor": "限价", "retail": "建议零售价"}
TERRITORIES = {"territory": "授权区域", "account_id": "经销商编码", "name": "经销商名称", "potential": "市场容量"}
SELL_THROUGH = {"account_id": "客户编码", "outlet": "门店", "location": "地址", "shoppers": "客群", "period": "月份", "product_id": "货号", "qty": "销量"}
INCIDENTS = {
    "date": "发现日期", "name": "客户名称", "kind": "违规类型", "product_id": "货号", "observed_price": "市场价格", "territory": "发现地区", "evidence": "证据",
}  # fmt: skip
BOOKINGS = {
    "account_id": "客户编码", "season": "订货会", "date": "订货日期", "category": "品类", "qty": "订货数量", "amount": "订货金额", "deposit": "定金",
    "delivery_month": "交货月份",
}  # fmt: skip
TARGETS = {"account_id": "客户编码", "quarter": "季度", "net_sales": "销售目标", "margin": "毛利目标"}
SCORECARDS = {"account_id": "客户编码", "quarter": "季度", "criterion": "评分项目", "score": "得分", "evidence": "依据", "scorer": "评分人", "date": "评分日期"}
NEEDS = {"account_id": "客户编码", "quarter": "季度", "need": "需求", "wanted": "期望", "fulfilled": "实际", "answer": "答复", "our_ask": "我方要求"}
RELATIONSHIPS = {"account_id": "客户编码", "date": "日期", "stage": "阶段", "evidence": "依据"}
TEAM = {
    "account_id": "客户编码", "person": "姓名", "role": "角色", "department": "部门", "responsibility": "职责", "authority": "权限", "benefit": "利益", "hours": "工时",
    "last_visit": "最近拜访",
}  # fmt: skip
TASKS = {
    "task_id": "任务编号", "parent_task": "上级任务", "account_id": "客户编码", "owner": "责任人", "form": "形式", "acceptance": "验收标准", "hours": "工时",
    "priority": "优先级", "due": "截止日期", "status": "状态", "done": "完成日期", "metric": "衡量指标", "target": "目标值", "result": "实际结果",
}  # fmt: skip

# Their words for the words of closed lists.
WORDS: dict[str, dict[str, dict[str, str]]] = {
    "accounts": {"kind": {"own shop": "直营店", "outlet": "零售终端", "dealer": "经销商", "prospect": "意向客户"}},
    "sales": {"kind": {"invoice": "销售发票", "credit note": "红字发票"}},
    "incidents": {"kind": {"diversion": "窜货", "dumping": "砸价"}},
    "team": {
        "role": {"sponsor": "高层负责人", "account manager": "客户经理", "sales": "业务员", "logistics": "物流专员", "finance": "信用管理员", "trainer": "培训督导"},
    },
    "tasks": {
        "status": {"open": "未开始", "in progress": "进行中", "done": "已完成", "cancelled": "已取消"},
        "form": {"group meeting": "小组会议", "on-site coaching": "现场指导", "training": "培训"},
    },
    "needs": {
        "need": {
            "lead_time": "到货时间", "lot": "交货批量", "batches": "批次", "cycle": "交货周期", "price": "价格", "training": "代培推销员", "market_research": "市场调查",
        },
        "answer": {
            "agreed": "同意", "partly: 旺季运力不足": "部分满足：旺季运力不足", "partly: 整箱发货，不拆箱": "部分满足：整箱发货，不拆箱",
            "partly: 每月固定两次发车": "部分满足：每月固定两次发车", "partly: 快反款下季起执行": "部分满足：快反款下季起执行", "partly: 督导排期已满": "部分满足：督导排期已满",
            "partly: 下季起执行": "部分满足：下季起执行", "no: 全省价格体系统一": "无法满足：全省价格体系统一",
        },
    },
    "relationships": {"stage": {"single contact": "单一沟通", "partner": "合作伙伴型", "embedded partner": "镶嵌式"}},
    "scorecards": {
        "criterion": {
            "capital": "资金", "relations": "社会关系", "logistics": "运输储运", "staff": "人才队伍", "management": "经营管理", "business_sense": "生意头脑",
            "methods": "运作方法", "initiative": "主动意识",
        },
    },
}  # fmt: skip
