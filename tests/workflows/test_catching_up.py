"""After an outage, of the worker or of a channel, nobody is flooded: the day's cap and the ladder's gaps hold."""

from pathlib import Path

import pytest

from tests.workflows.office import FILES, RULES, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_two_letters_that_fell_due_in_an_outage_do_not_leave_together(office: Office):
    office.invoice(due="2026-03-02")
    office.wake("2026-02-01 10:00", "2026-04-05 11:00", "2026-04-12 09:00")

    assert office.wire.taken == ["2026-04-05 11:00 week_1", "2026-04-12 09:00 week_2"]


def test_one_message_a_day_after_an_outage_too(office: Office):
    for number in ("I1", "I2", "I3"):
        office.invoice("2026-03-02", number)
    office.wake("2026-02-01 10:00", "2026-03-13 11:00", "2026-03-14 09:00", "2026-03-15 09:00")

    assert office.wire.taken == [
        "2026-03-13 11:00 week_1",
        "2026-03-14 09:00 week_1",
        "2026-03-15 09:00 week_1",
    ]


def test_what_was_paid_in_an_outage_is_not_chased(office: Office):
    office.invoice(due="2026-03-02")
    office.wake("2026-02-01 10:00")
    office.tell("2026-03-12 10:00", "invoice/I1", paid=True)
    office.wake("2026-03-20 11:00")

    assert office.firings() == []


def test_what_is_decided_within_the_hour_keeps_its_moment(office: Office):
    office.invoice(due="2026-03-02")
    office.wake("2026-02-01 10:00", "2026-03-09 09:59")

    assert [each.at for each in office.firings()] == [office.moment("2026-03-09 09:00")]


def test_the_letter_after_one_whose_channel_was_away_keeps_its_distance(office: Office):
    office.invoice(due="2026-03-02")
    office.wire.says = "failed"
    office.wake("2026-02-01 10:00", "2026-03-09 09:00")
    office.wire.says = "accepted"
    office.wake("2026-03-17 11:00", "2026-03-24 09:00")

    assert office.wire.taken == ["2026-03-17 11:00 week_1", "2026-03-24 09:00 week_2"]


def test_a_message_of_yesterday_counts_today(office: Office):
    office.invoice("2026-03-02", "I1")
    office.invoice("2026-03-03", "I2")
    office.wire.says = "failed"
    office.wake("2026-02-01 10:00", "2026-03-09 09:00", "2026-03-10 09:00")
    office.wire.says = "accepted"
    office.wake("2026-03-10 10:00", "2026-03-11 09:00")

    assert office.wire.taken == ["2026-03-10 10:00 week_1", "2026-03-11 09:00 week_1"]


def test_a_refusal_that_holds_up_a_ladder_is_told(office: Office):
    office.invoice(due="2026-03-02")
    office.wire.says = "rejected"
    office.wake("2026-02-01 10:00", "2026-03-09 09:00", "2026-03-16 09:00")

    told = [each.trouble for each in office.store.reports.troubles()]
    assert [(each.code, each.subject.id, each.rule) for each in told] == [("not-delivered", "I1", "dunning")]
    assert "so it was told" in told[0].what


def test_a_renamed_step_is_not_done_again_for_everybody(office: Office):
    office.invoice(due="2026-03-02")
    office.wake("2026-02-01 10:00", "2026-03-09 09:00")
    office.publish(
        "2026-03-10 10:00", FILES | {"dunning.yaml": RULES.replace("id: week_1", "id: first_week")}
    )
    office.wake("2026-03-10 10:00", "2026-03-16 09:00")

    assert office.wire.taken == ["2026-03-09 09:00 week_1", "2026-03-16 09:00 week_2"]


def test_a_rule_that_was_away_and_came_back_is_in_force_anew_for_every_worker(office: Office):
    """A worker that decided nothing meanwhile does not go on with the activations of before."""
    before = office.rulebooks.current()
    office.store.rulebooks.publish({}, "other", [], office.moment("2026-03-01 08:00"))
    again = {path: text.encode() for path, text in FILES.items()}
    office.store.rulebooks.publish(again, before.hash, ["dunning"], office.moment("2026-03-20 08:00"))

    assert office.rulebooks.current().activated["dunning"] == office.moment("2026-03-20 08:00")


WITH_CALL = RULES.replace(
    'text: {en: "Please pay"}}',
    'text: {en: "Please pay"}}, {task: call, to: role/sales, due: 1 day, text: {en: "Call"}, outcomes: {done: []}}',
)


def test_a_rule_switched_off_and_on_again_sends_nothing_twice(tmp_path: Path):
    files = FILES | {"dunning.yaml": WITH_CALL}
    office = Office(tmp_path, files)
    office.invoice(due="2026-03-02")
    office.wake("2026-02-01 10:00", "2026-03-09 09:00")
    office.publish("2026-03-09 10:00", FILES | {"dunning.yaml": off(WITH_CALL)})
    office.publish("2026-03-09 11:00", files)
    office.wake("2026-03-09 11:00", "2026-03-10 09:00")

    assert office.wire.taken == ["2026-03-09 09:00 week_1"]


def test_a_message_of_a_rule_that_is_only_recorded_now_is_withdrawn(office: Office):
    office.invoice(due="2026-03-02")
    office.wire.says = "failed"
    office.wake("2026-02-01 10:00", "2026-03-09 09:00")
    office.publish("2026-03-09 10:00", FILES | {"dunning.yaml": off(RULES, "shadow")})
    office.wire.says = "accepted"
    office.wake("2026-03-09 11:00")

    assert office.wire.taken == []


def test_what_an_older_rulebook_decided_after_a_publication_is_decided_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    office.invoice(due="2026-03-02")
    older = office.rulebooks.current()
    office.publish("2026-03-01 10:00", FILES | {"dunning.yaml": off(RULES)})
    waited = iter([older])
    current = office.rulebooks.current
    monkeypatch.setattr(office.rulebooks, "current", lambda: next(waited, None) or current())
    office.wake("2026-03-01 10:00")

    position = office.store.position("1")
    assert (position.rulebook, position.next_due) == (office.book.hash, None)


def off(rules: str, status: str = "off") -> str:
    return rules.replace("who: invoice", f"status: {status}\n    who: invoice")
