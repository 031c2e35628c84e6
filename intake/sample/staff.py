"""The sample's own people and units. Every name is made up."""

from __future__ import annotations

from typing import NamedTuple

from engine.values import Value

DOMAIN = "guanxi-sample.example"
"""Reserved for examples (RFC 2606): no mail to it arrives anywhere."""


class Unit(NamedTuple):
    """A unit with its parent and head."""

    id: str
    name: str
    kind: str
    parent: str | None
    head: str

    def facts(self) -> dict[str, Value | None]:
        rest = {"parent": self.parent, "head": self.head}
        return {"number": self.id, "name": self.name, "kind": self.kind, **rest}


class Person(NamedTuple):
    """A person of the company. *role* is what rules may address: ``role/credit_manager``, ``team/technical``."""

    id: str
    name: str
    role: str
    unit: str
    boss: str | None
    locale: str

    @property
    def email(self) -> str:
        return f"{self.id.lower()}@{DOMAIN}"

    def facts(self) -> dict[str, Value | None]:
        rest = {"boss": self.boss, "email": self.email, "locale": self.locale}
        return {"number": self.id, "name": self.name, "role": self.role, "unit": self.unit, **rest}


UNITS = (
    Unit("U-0", "样例贸易公司 Sample Trading Company (synthetic)", "company", None, "P-01"),
    Unit("U-1", "East District 东区", "district", "U-0", "P-04"),
    Unit("U-2", "West District 西区", "district", "U-0", "P-05"),
    Unit("U-11", "Canal Street Station 运河路站", "station", "U-1", "P-06"),
    Unit("U-12", "Lakeside Station 湖滨站", "station", "U-1", "P-07"),
    Unit("U-21", "North Gate Station 北门站", "station", "U-2", "P-08"),
    Unit("U-22", "Orchard Road Station 果园路站", "station", "U-2", "P-09"),
)

PEOPLE = (
    Person("P-01", "周明远", "director", "U-0", None, "zh"),
    Person("P-02", "Helen Marsh", "credit_manager", "U-0", "P-01", "en"),
    Person("P-03", "郑一凡", "technical", "U-0", "P-01", "zh"),
    Person("P-04", "David Okoro", "district_head", "U-1", "P-01", "en"),
    Person("P-05", "林若溪", "district_head", "U-2", "P-01", "zh"),
    Person("P-06", "王思齐", "sales_unit_heads", "U-11", "P-04", "zh"),
    Person("P-07", "Grace Lindqvist", "sales_unit_heads", "U-12", "P-04", "en"),
    Person("P-08", "赵立新", "sales_unit_heads", "U-21", "P-05", "zh"),
    Person("P-09", "Tom Alvarez", "sales_unit_heads", "U-22", "P-05", "en"),
    Person("P-10", "李娜", "account_manager", "U-11", "P-06", "zh"),
    Person("P-11", "Peter Nowak", "account_manager", "U-12", "P-07", "en"),
    Person("P-12", "陈嘉怡", "account_manager", "U-21", "P-08", "zh"),
    Person("P-13", "Amara Singh", "account_manager", "U-22", "P-09", "en"),
    Person("P-14", "孙浩然", "account_manager", "U-22", "P-09", "zh"),
)

STATIONS = ("U-11", "U-12", "U-21", "U-22")

MANAGERS = {"U-11": ("P-10",), "U-12": ("P-11",), "U-21": ("P-12",), "U-22": ("P-13", "P-14")}
"""Who looks after customers, by station."""

HUNTER, FARMER = "P-10", "P-14"
"""Who won, and who now maintains, the customers that were handed over."""


def station_of(number: int) -> tuple[str, str]:
    """The station that looks after the customer of this number, and the account manager there."""
    station = STATIONS[number % len(STATIONS)]
    managers = MANAGERS[station]
    return station, managers[number // len(STATIONS) % len(managers)]
