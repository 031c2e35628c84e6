"""The sample's sixty customers. Every name is made up; who shares it with somebody real does so by accident."""

from __future__ import annotations

from typing import NamedTuple

from engine.language.days import read_yearly_date
from engine.values import Value


class Client(NamedTuple):
    """A customer: its usual *cycle* in days, the *amount* of a usual order in CNY, and its *story*.

    *consent* is whether it may be contacted: yes, no, or nobody knows. *handed_over* tells how many days ago a
    maintainer joined (0: none has).
    """

    name: str
    locale: str
    tier: str
    cycle: int
    amount: int
    story: str
    birthday: str = ""
    consent: str = "yes"
    handed_over: int = 0

    @property
    def is_individual(self) -> bool:
        """Persons have birthdays and pay at once; companies buy on credit."""
        return bool(self.birthday)

    def facts(self) -> dict[str, Value | None]:
        """What is known of it from the beginning; consent only where somebody asked."""
        known: dict[str, Value | None] = {
            "name": self.name,
            "locale": self.locale,
            "kind": "individual" if self.is_individual else "organisation",
            "tier": self.tier,
            "member": self.is_individual,
        }
        if self.is_individual:
            known["birthday"] = read_yearly_date(self.birthday)
        if self.consent != "unknown":
            known["do_not_contact"] = self.consent == "no"
        return known


COMPANIES = (
    Client("苏州明泰纺织有限公司", "zh", "A", 21, 48_000, "regular", handed_over=500),
    Client("Harbour Lane Textiles", "en", "A", 28, 36_000, "pays_late", handed_over=200),
    Client("杭州云栖印染有限公司", "zh", "A", 30, 52_000, "breathes", handed_over=640),
    Client("Northfield Packaging", "en", "B", 30, 18_000, "stops_paying"),
    Client("无锡惠源机械有限公司", "zh", "B", 35, 27_500, "pays_very_late"),
    Client("Alder & Finch Furniture", "en", "B", 42, 14_800, "regular"),
    Client("宁波海曙五金制品厂", "zh", "B", 28, 9_600, "declines"),
    Client("Silver Birch Foods", "en", "B", 21, 12_300, "disputes"),
    Client("南京栖霞建材有限公司", "zh", "B", 45, 31_000, "promises"),
    Client("Copper Kettle Catering", "en", "C", 14, 3_900, "goes_quiet"),
    Client("绍兴越城服饰有限公司", "zh", "B", 30, 16_500, "month_behind"),
    Client("Greystone Printworks", "en", "C", 40, 5_200, "lost"),
    Client("常州新北电子有限公司", "zh", "A", 24, 44_000, "second_year"),
    Client("Maple Court Hotels", "en", "A", 30, 39_000, "regular", handed_over=330),
    Client("嘉兴南湖包装有限公司", "zh", "C", 35, 6_400, "drifts_away"),
    Client("Blue Heron Ceramics", "en", "B", 38, 11_900, "second_year"),
    Client("扬州广陵玩具厂", "zh", "C", 42, 4_700, "comes_back"),
    Client("Tidewater Marine Supply", "en", "B", 33, 21_000, "half_a_year"),
    Client("镇江润州食品有限公司", "zh", "B", 21, 8_800, "breathes_later"),
    Client("Lantern Street Books", "en", "C", 50, 2_600, "drifts_and_returns"),
    Client("湖州南浔家具有限公司", "zh", "B", 36, 23_000, "half_a_year"),
    Client("Redwood Orchard Co-op", "en", "B", 28, 15_400, "regular"),
    Client("泰州海陵医疗器械有限公司", "zh", "A", 30, 58_000, "regular", handed_over=90),
    Client("Ember & Oak Tools", "en", "C", 45, 3_300, "just_begun"),
    Client("台州椒江塑胶厂", "zh", "C", 32, 7_100, "pays_late"),
    Client("Windmill Dairy Partners", "en", "B", 14, 6_900, "regular"),
    Client("金华婺城灯饰有限公司", "zh", "B", 40, 13_600, "will_decline"),
    Client("Quarry Hill Stoneworks", "en", "C", 55, 8_200, "went_quiet"),
    Client("温州瓯海鞋业有限公司", "zh", "B", 25, 19_700, "second_year"),
    Client("Falcon Bay Logistics", "en", "A", 30, 33_000, "pays_very_late"),
    Client("徐州云龙工程有限公司", "zh", "C", 48, 9_900, "prospect"),
    Client("Juniper Street Clinic", "en", "B", 30, 10_500, "wins_next_month"),
    Client("南通崇川家纺有限公司", "zh", "B", 26, 17_200, "leaves_soon"),
    Client("Marigold School Uniforms", "en", "C", 60, 12_000, "regular"),
    Client("盐城亭湖农机有限公司", "zh", "C", 44, 15_800, "lost"),
    Client("Saltmarsh Brewing", "en", "C", 21, 4_400, "just_begun"),
    Client("连云港海州水产有限公司", "zh", "B", 18, 9_300, "regular"),
    Client("Foxglove Cosmetics", "en", "B", 35, 7_700, "half_a_year"),
    Client("淮安清江浦超市有限公司", "zh", "B", 12, 5_600, "regular"),
    Client("Ironbridge Cycles", "en", "C", 52, 6_100, "prospect"),
)

PERSONS = (
    Client("陈志远", "zh", "A", 14, 680, "regular", "1984-02-29"),
    Client("Emma Clarke", "en", "B", 21, 420, "breathes", "1990-06-14"),
    Client("刘雨桐", "zh", "B", 10, 260, "regular", "lunar 1988-08-15"),
    Client("Oliver Brandt", "en", "C", 30, 310, "goes_quiet", "1979-11-30", "no"),
    Client("黄晓梅", "zh", "A", 12, 540, "second_year", "lunar 1987-06L-12"),
    Client("Sofia Marin", "en", "B", 18, 390, "declines", "1995-01-03"),
    Client("吴建国", "zh", "B", 25, 450, "regular", "lunar 1965-01-01"),
    Client("Liam Petrov", "en", "C", 35, 220, "lost", "1988-09-21", "unknown"),
    Client("徐静怡", "zh", "A", 9, 730, "breathes_later", "1992-04-05"),
    Client("Hannah Weiss", "en", "B", 28, 330, "half_a_year", "2001-12-24"),
    Client("马文博", "zh", "C", 40, 280, "drifts_away", "lunar 1990-12-30"),
    Client("Noah Lindgren", "en", "C", 30, 240, "just_begun", "1986-07-07"),
    Client("朱晨曦", "zh", "B", 16, 510, "regular", "10-01"),
    Client("Isabel Duarte", "en", "A", 20, 640, "regular", "1983-03-18"),
    Client("何俊杰", "zh", "C", 24, 350, "went_quiet", "1997-08-08", "no"),
    Client("Marcus Bell", "en", "B", 22, 300, "will_decline", "1975-05-25"),
    Client("高婉清", "zh", "B", 15, 470, "second_year", "lunar 1993-05-05"),
    Client("Chloe Ferreira", "en", "C", 45, 260, "comes_back", "1999-10-11", "unknown"),
    Client("罗天佑", "zh", "C", 33, 290, "wins_next_month", "2000-01-20"),
    Client("Yara Haddad", "en", "B", 26, 360, "leaves_soon", "1991-02-12"),
)

CLIENTS = (*COMPANIES, *PERSONS)
