"""The city, county or district a text is about, as it is written there."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_PREFECTURE_NAMES = """
北京 天津 上海 重庆 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原
大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽
鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳
盘锦 铁岭 葫芦岛 长春 四平 辽源 通化 白山 松原 白城 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山
大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通 连云港 淮安
盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥
芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州
厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安
宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 莱芜 临沂 德州
聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳
商丘 信阳 周口 驻马店 济源 武汉 黄石 十堰 宜昌 襄阳 襄樊 鄂州 荆门 孝感 荆州 黄冈
咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底
湘西 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远
东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州
河池 来宾 崇左 海口 三亚 三沙 儋州 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江
乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 毕节 铜仁 昆明
曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆 拉萨
日喀则 昌都 林芝 山南 那曲 阿里 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛
兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南 西宁 海东
银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密
"""
_PROVINCE_NAMES = """
河北 山西 内蒙古 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东
广西 海南 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆
"""
_PREFECTURES = _PREFECTURE_NAMES.split()
_PROVINCES = _PROVINCE_NAMES.split()
PREFECTURES = "|".join(sorted(_PREFECTURES, key=len, reverse=True))
PROVINCES = "|".join(sorted(_PROVINCES, key=len, reverse=True))
_FIRST = "".join(dict.fromkeys(name[0] for name in (*_PREFECTURES, *_PROVINCES)))
_KNOWN = re.compile(
    rf"(?=[{_FIRST}])(?:(?P<province>{PROVINCES})(?:省|自治区)?|(?P<city>{PREFECTURES})(?:市(?!场|民|政|值|长|委))?(?!路|大道|街|号))"
)
_SUFFIXED = re.compile(
    r"[\u4e00-\u9fff]{2,3}?(?:自治县|县(?!域|级|委|政)|市(?!场|民|值|级|政|委)|区(?!域|别|位|间|块|级|委))"
)
_BEFORE_A_NAME = re.compile(
    r"[，。；：、！？（）“”\s\n日从在由与和对到自为市省州县了我即是]|上午|下午|记者从|位于|来到|走进|^"
)
_NOT_IN_A_NAME = re.compile(
    r"[全各本我该此市省的是多个十二三四五六七八九这开区县副常]|高新|产业|园区|社区|地区|工业|经济|服务|保税|示范|集聚|商务|上市|都市|城市|超市|股市|"
    r"门市|夜市|[与在从对由于到]|^和(?!政|平|顺|静|田)|小区|片区|灾区|库区|矿区|厂区|景区|城区|郊区|新区|校区|山区|老区|牧区|林区|湾区|辖区|特区|行政|自治区|自贸|试验|西部|东部|中部|展|中心|入"
)
_MANY_PLACES = re.compile(r"各地|全国|我国")
_OPENING = 200


def city_of(text: str, places: Sequence[tuple[int, int]], *, lead: int = 0) -> tuple[int, int] | None:
    """Where the place stands that the headline and the opening are about; None for a national text.

    A place that stands only behind `places[lead]` counts where nothing before names one, a province or the whole country.

    >>> text = "5月6日，和政县28个重大项目集中开工。"
    >>> text[slice(*city_of(text, [(0, len(text))]))]
    '和政县'
    """
    found: list[tuple[int, int]] = []
    provinces: set[str] = set()
    head = "\n".join(text[start : min(end, start + _OPENING)] for start, end in places[: lead + 1])
    for index, (start, end) in enumerate(places):
        if index == lead + 1 and not (found or provinces or _MANY_PLACES.search(head)):
            head = text
        stop = min(end, start + _OPENING)
        for one in _KNOWN.finditer(text, start, stop):
            if one["city"]:
                found.append(one.span())
            else:
                provinces.add(one["province"])
        found.extend(_counties(text, start, stop, {close for _, close in found}))
        found = [span for span in found if _stem(text, span) in head]
    if not found or len(provinces) > 2 or len({_stem(text, span) for span in found}) > 5:
        return None
    weights = Counter(_stem(text, span) for span in found)
    for span in found:
        weights[_stem(text, span)] += (
            2 * (text[span[1] - 1] in "县区市") if span[0] == _first(text, span, found) else 0
        )
    best = max(found, key=lambda span: (weights[_stem(text, span)], -span[0]))
    same = [span for span in found if _stem(text, span) == _stem(text, best)]
    return max(same, key=lambda span: (span[1] - span[0], -span[0]))


def _first(text: str, span: tuple[int, int], found: list[tuple[int, int]]) -> int:
    return min(start for start, end in found if text[start:end] == text[slice(*span)])


def _counties(text: str, start: int, stop: int, after: set[int]) -> Iterable[tuple[int, int]]:
    """Names ending in 县, 市 or 区 behind a boundary or behind a known place."""
    for place in range(start, stop):
        if place == start or place in after or _BEFORE_A_NAME.match(text, place - 1):
            named = _SUFFIXED.match(text, place, stop)
            if (
                named
                and not _NOT_IN_A_NAME.search(named[0][:-1])
                and not named[0].endswith(("地区", "治区", "城区", "新区", "社区", "园区", "港区"))
                and not _KNOWN.match(named[0])
            ):
                yield named.span()


def _stem(text: str, span: tuple[int, int]) -> str:
    name = text[slice(*span)]
    return name.removesuffix("市") if len(name) > 2 else name
