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
OWNERS: dict[str, tuple[str, ...]] = {
    "王建军": ("宁波", "舟山"), "陈丽华": ("温州", "台州", "丽水"), "周涛": ("金华", "义乌", "衢州"), "沈晓燕": ("杭州", "绍兴"), "林国栋": ("嘉兴", "湖州", EXPORT),
}  # fmt: skip
LARGE_SHOPS: tuple[tuple[str, str, str], ...] = (
    ("银泰店", "银泰百货二楼女装区", "25-40岁白领"), ("万达店", "万达广场一楼", "18-30岁年轻顾客"), ("步行街店", "老城步行街临街", "30-50岁家庭顾客"),
)  # fmt: skip
SMALL_SHOPS: tuple[tuple[str, str, str], ...] = (
    ("解放街店", "解放街临街两间", "30-50岁家庭顾客"), ("人民路店", "人民路商业街", "25-45岁上班族"), ("商城店", "商业城一楼", "周边乡镇顾客"),
    ("车站店", "客运中心对面", "过路客与学生"),
)  # fmt: skip
PROSPECTS: tuple[tuple[str, str, str], ...] = (
    ("丽水", "遂昌", "遂昌汇衣坊服装店"), ("衢州", "常山", "常山新天地商行"), ("台州", "黄岩", "黄岩橘乡服饰有限公司"), ("温州", "泰顺", "泰顺廊桥服饰店"),
    ("宁波", "宁海", "宁海缑城时装商行"), ("金华", "浦江", "浦江水晶坊服装经营部"), ("嘉兴", "海盐", "海盐南北湖服饰"), ("舟山", "嵊泗", "嵊泗海韵服装店"),
    ("湖州", "德清", "德清莫干山衣舍"), ("绍兴", "诸暨", "诸暨浣纱服饰商行"),
)  # fmt: skip

WORDS = ["盛装", "雅韵", "华裳", "锦程", "云尚", "恒美", "尚佳", "佳衣", "永泰", "新锐", "鸿图", "瑞祥", "金缕", "天衣", "悦容", "嘉禾", "广源", "衣锦", "美伦", "彩蝶", "丰裕", "宏达", "顺昌", "聚友", "同欣", "立人", "百汇", "卓艺", "秀水", "名仕", "诚信", "惠众", "紫荆", "春晖", "晨曦", "丽姿", "欣悦", "德茂", "和信", "兴隆", "大成", "雅集", "远航", "凯旋", "如意", "风尚", "霓裳", "素锦", "锦绣", "知秋", "青禾", "云锦", "汇丰源", "布衣坊", "新丝路", "衣之缘", "四季春", "好日子", "红豆杉", "小城故事"]
FORMS = ("服饰有限公司", "服装有限公司", "服饰有限公司", "商贸有限公司", "时装商行", "服装经营部")
LONG_NAME = "义乌市国际商贸城锦程针纺织品及服装辅料批发经营部"
# A character outside everyday use, yet in every Chinese font: encodings and fonts that drop it show themselves here.
RARE_NAME = "堃"


def owner_of(territory: str) -> str:
    """The salesperson who looks after a territory."""
    return next(person for person, territories in OWNERS.items() if territory in territories)


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


def short_name(name: str) -> str:
    """A registered name without its legal form."""
    return name.removesuffix("有限公司").removesuffix("经营部").removesuffix("商行")
