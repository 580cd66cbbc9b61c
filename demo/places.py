"""Where the demo company sells, and what its customers are called."""

from random import Random

CAPITAL = "杭州"
TERRITORIES: dict[str, tuple[str, ...]] = {
    "宁波": ("宁波", "余姚", "慈溪", "奉化", "象山"),
    "温州": ("温州", "瑞安", "乐清", "平阳", "苍南"),
    "嘉兴": ("嘉兴", "海宁", "桐乡", "平湖"),
    "湖州": ("湖州", "长兴", "德清", "安吉"),
    "绍兴": ("绍兴", "诸暨", "嵊州", "新昌"),
    "金华": ("金华", "东阳", "永康", "兰溪"),
    "义乌": ("义乌",),
    "衢州": ("衢州", "江山", "龙游"),
    "舟山": ("舟山", "岱山"),
    "台州": ("台州", "温岭", "临海", "玉环"),
    "丽水": ("丽水", "龙泉", "缙云", "青田"),
    "杭州": ("萧山", "临安", "富阳"),
}
BEYOND_THE_PROVINCE: tuple[str, ...] = ("上海", "苏州", "上饶", "宁德")
EXPORT = "港澳"
OWNERS: tuple[str, ...] = ("王建军", "陈丽华", "周涛", "沈晓燕", "林国栋")

WORDS = ["盛装", "雅韵", "华裳", "锦程", "云尚", "恒美", "尚佳", "佳衣", "永泰", "新锐", "鸿图", "瑞祥", "金缕", "天衣", "悦容", "嘉禾", "广源", "衣锦", "美伦", "彩蝶", "丰裕", "宏达", "顺昌", "聚友", "同欣", "立人", "百汇", "卓艺", "秀水", "名仕", "诚信", "惠众", "紫荆", "春晖", "晨曦", "丽姿", "欣悦", "德茂", "和信", "兴隆", "大成", "雅集", "远航", "凯旋", "如意", "风尚", "霓裳", "素锦", "锦绣", "知秋", "青禾", "云锦", "汇丰源", "布衣坊", "新丝路", "衣之缘", "四季春", "好日子", "红豆杉", "小城故事"]
FORMS = ("服饰有限公司", "服装有限公司", "服饰有限公司", "商贸有限公司", "时装商行", "服装经营部")
LONG_NAME = "义乌市国际商贸城锦程针纺织品及服装辅料批发经营部"
# A character outside everyday use, yet in every Chinese font: encodings and fonts that drop it show themselves here.
RARE_NAME = "堃"


def tier_of(town: str) -> str:
    """The market tier of a town: the capital's districts, prefecture seats, county towns."""
    if town in TERRITORIES[CAPITAL] or town == CAPITAL:
        return "一级"
    return "二级" if town in TERRITORIES else "三级"


def contract_neighbour(territory: str, rng: Random) -> str:
    """A second territory that a larger account has under contract."""
    return rng.choice([other for other in TERRITORIES if other not in (territory, CAPITAL)])


def company_name(town: str, word: str, rng: Random, large: bool) -> str:
    """A plausible registered name."""
    return f"{town}{word}{rng.choice(FORMS[:3] if large else FORMS)}"
