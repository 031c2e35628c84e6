"""The conditions of the shipped rules as somebody would write them in Python: what the reference is compared with.

The same figures are computed the same way (median gap of the last 12 sales, windows of own cycles), unknown is None
as in the rules, and each figure is computed once for a customer. No registry, no types, no trace.
"""

import datetime as dt
import math
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from engine.calendar.months import add_months


@dataclass
class Order:
    date: dt.date
    amount: int
    kind: str = "sale"


@dataclass
class Invoice:
    amount: int
    payments: list[int]
    disputed: bool = False
    promise_date: dt.date | None = None


@dataclass
class Customer:
    stage: str
    stage_since: dt.date | None
    orders: list[Order]
    invoices: list[Invoice] = field(default_factory=list)
    member: bool = False
    do_not_contact: bool | None = None
    developer: str | None = None
    maintainer: str | None = None
    trial_date: dt.date | None = None
    partner_since: dt.date | None = None
    tender_lost: dt.date | None = None


REGULAR_ORDERS, PATIENCE, DROP, LATE_BY = 3, 2, 30, dt.timedelta(days=3)
STABLE_FOR = LOST_AFTER = 12
IGNORE_BELOW = 20_000


def judged(customer: Customer, today: dt.date) -> list[bool | None]:
    """Every rule about the customer, then every rule about each of its invoices, in the order of the rulebook."""
    c, since = customer, customer.stage_since
    sales = sorted((order for order in c.orders if order.kind == "sale"), key=lambda order: order.date)
    count = len(sales)
    in_stage = sum(since is None or order.date >= since for order in sales)
    last = sales[-1].date if sales else None
    cycle = usual_cycle(sales)
    is_new_partner = None if c.partner_since is None or since is None else c.partner_since >= since
    is_tender_lost = None if c.tender_lost is None or since is None else c.tender_lost >= since
    is_tender_open = c.tender_lost is None or (None if since is None else c.tender_lost < since)
    ends = None if last is None else add_months(last, LOST_AFTER)
    is_silent = None if ends is None else today >= ends
    stage_year = None if since is None else today >= add_months(since, LOST_AFTER)
    within_patience = None if last is None or cycle is None else today <= last + PATIENCE * cycle
    on_trial = None if c.trial_date is None else today >= c.trial_date
    newer_trial = None if c.trial_date is None or since is None else c.trial_date > since
    found = [
        either(count >= 1, c.trial_date is not None),
        both(either(in_stage >= REGULAR_ORDERS, is_new_partner), is_tender_open),
        both(
            None if since is None else today >= add_months(since, STABLE_FOR),
            within_patience,
            None if ends is None else today < ends,
            is_tender_open,
        ),
        either(
            is_tender_lost,
            both(
                stage_year,
                either(last is None, is_silent),
                in_stage < REGULAR_ORDERS,
                either(
                    c.partner_since is None,
                    None if c.partner_since is None or since is None else c.partner_since < since,
                ),
            ),
        ),
        either(is_tender_lost, is_silent, both(last is None, stage_year)),
        either(
            both(
                None if ends is None else today < ends,
                either(
                    c.tender_lost is None,
                    None if last is None or c.tender_lost is None else last > c.tender_lost,
                ),
            ),
            both(newer_trial, on_trial),
        ),
        both(c.member, None if c.do_not_contact is None else not c.do_not_contact),
        both(c.stage in {"growth", "maturity"}, c.developer is not None, c.maintainer is None),
        both(c.developer is not None, c.maintainer is not None),
        c.stage == "potential",
        c.stage == "termination",
        both(
            count >= 4,
            c.stage != "termination",
            either(
                None if last is None or cycle is None else today >= last + cycle + LATE_BY,
                has_dropped(sales, last, cycle),
            ),
        ),
    ]
    for invoice in c.invoices:
        is_free = invoice.promise_date is None or today > invoice.promise_date
        chased = invoice.amount - sum(invoice.payments) > IGNORE_BELOW and not invoice.disputed and is_free
        found += [not invoice.disputed, chased, chased]
    return found


def both(*truths: bool | None) -> bool | None:
    return False if False in truths else None if None in truths else True


def either(*truths: bool | None) -> bool | None:
    return True if True in truths else None if None in truths else False


def usual_cycle(sales: list[Order]) -> dt.timedelta | None:
    days = sorted({order.date for order in sales[-12:]})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return dt.timedelta(days=math.ceil(median(gaps))) if gaps else None


def has_dropped(sales: list[Order], last: dt.date | None, cycle: dt.timedelta | None) -> bool | None:
    if last is None or cycle is None:
        return None
    middle, begin = last - 3 * cycle, last - 6 * cycle
    recent = sum(order.amount for order in sales if middle < order.date <= last)
    earlier = sum(order.amount for order in sales if begin < order.date <= middle)
    return None if earlier <= 0 else (earlier - recent) * 100 >= earlier * DROP
