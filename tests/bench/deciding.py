"""Row: decide one relationship, by both evaluators, with trace and the words of its messages.

Measured are the wakes of half a year of one customer with 20 orders and 5 invoices, as the workflow makes them: the
relationship was decided before, its facts are in memory, nothing new has happened, and exactly one step of a rule is
due, fires, is traced and written in words. Beside it stands the look at which nothing is due. Building the facts from
the events is part of every decision here, reading them from a database is not.
"""

import gc
from collections.abc import Callable
from functools import partial

from engine.decide import Terms
from engine.language.book import load_rulebook
from engine.matching import Matcher, available
from engine.plan import Plan
from tests.bench.builders import decide_all, shipped, wakes
from tests.bench.many import rule_files
from tests.bench.measuring import Effort, Row, cpu_rates, in_steps, middle, plain_python, ratio_of, skipped

FEW, MANY, SLOWER = 20, 500, 12.0
ORDERS, AT_MOST = 10_000, 0.050
WHAT = "decide, one step due, both evaluators and trace"
GOAL = 1_000


def rows(effort: Effort) -> list[Row]:
    """Three lines: a due wake, a wake without anything due, the share of durable_rules."""
    goal = f"≥ {GOAL:,}/s"
    if not available():
        return [skipped(WHAT, goal, "durable_rules does not import here")]
    plan = Plan(shipped())
    matcher = Matcher(plan.conditions(), plan.calendar)
    half_a_year = wakes(plan, 183)
    due = [wake for wake in half_a_year if wake.steps == 1]
    idle = [wake for wake in half_a_year if not wake.steps]
    rates = cpu_rates(
        {
            "both": partial(decide_all, plan, due, Terms(matcher=matcher)),
            "alone": partial(decide_all, plan, due, Terms()),
            "idle": partial(decide_all, plan, idle, Terms(matcher=matcher)),
            "plain": plain_python,
        },
        effort,
    )
    steps = middle(rates["plain"])
    both, unused = middle(rates["both"]), middle(rates["idle"])
    share = 1 - ratio_of(rates["both"], rates["alone"])
    baseline = f"{steps / 1e6:.1f} M steps/s"
    raw: dict[str, object] = {"rates": rates, "due_wakes": len(due), "idle_wakes": len(idle)}
    return [
        Row(WHAT, f"{both:,.0f}/s", baseline, in_steps(both, steps), goal, both >= GOAL, raw),
        Row("decide, nothing due after all", f"{unused:,.0f}/s", baseline, in_steps(unused, steps)),
        Row("share of durable_rules in a decision", f"{share:.0%}"),
    ]


def rows_of_many_rules(effort: Effort) -> list[Row]:
    """One line: how much slower a wake with one step due is under 500 rules than under 20 of the same kind."""
    what = f"decide under {MANY} rules against {FEW}"
    if not available():
        return [skipped(what, f"< {SLOWER:.0f} ×", "durable_rules does not import here")]
    rates = cpu_rates({str(rules): _deciding_under(rules) for rules in (FEW, MANY)}, effort)
    times = 1 / ratio_of(rates[str(MANY)], rates[str(FEW)])
    measured, baseline = (f"{middle(rates[str(rules)]):,.0f}/s" for rules in (MANY, FEW))
    goal, met = f"< {SLOWER:.0f} ×", times < SLOWER
    return [Row(what, measured, baseline, f"{times:.1f} × its time", goal, met, {"rates": rates})]


def _deciding_under(rules: int) -> Callable[[], int]:
    plan = Plan(load_rulebook(rule_files(10, rules // 10)))
    matcher = Matcher(plan.conditions(), plan.calendar)
    due = [wake for wake in wakes(plan, 60) if wake.steps == 1][-20:]
    return partial(decide_all, plan, due, Terms(matcher=matcher))


def rows_of_many_orders(effort: Effort) -> list[Row]:
    """One line: a wake with one step due of a customer with 10,000 orders; what is loaded stays, as in a worker."""
    what, goal = f"decide, {ORDERS:,} orders", f"< {AT_MOST * 1000:.0f} ms"
    if not available():
        return [skipped(what, goal, "durable_rules does not import here")]
    plan = Plan(shipped())
    matcher = Matcher(plan.conditions(), plan.calendar)
    wake = next(wake for wake in wakes(plan, 183, orders=ORDERS) if wake.steps == 1)
    gc.collect()
    gc.freeze()
    rates = cpu_rates(
        {"wake": partial(decide_all, plan, [wake], Terms(matcher=matcher)), "plain": plain_python}, effort
    )
    gc.unfreeze()
    steps, seconds = middle(rates["plain"]), 1 / middle(rates["wake"])
    baseline = f"{steps / 1e6:.1f} M steps/s"
    ratio = in_steps(1 / seconds, steps)
    return [Row(what, f"{seconds * 1000:.0f} ms", baseline, ratio, goal, seconds < AT_MOST, {"rates": rates})]
