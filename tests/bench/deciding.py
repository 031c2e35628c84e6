"""Row: decide one relationship, by both evaluators, with trace and the words of its messages.

Measured are the wakes of half a year of one customer with 20 orders and 5 invoices, as the workflow makes them: the
relationship was decided before, its facts are in memory, nothing new has happened, and exactly one step of a rule is
due, fires, is traced and written in words. Beside it stands the look at which nothing is due. Building the facts from
the events is part of every decision here, reading them from a database is not.
"""

from functools import partial

from engine.decide import Terms
from engine.matching import Matcher, available
from engine.plan import Plan
from tests.bench.builders import decide_all, shipped, wakes
from tests.bench.measuring import Effort, Row, cpu_rates, in_steps, middle, plain_python, ratio_of, skipped

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
