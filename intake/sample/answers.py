"""How the sample's people answer their tasks, as `guanxi rehearse --answers` reads it."""

ANSWERS = """\
# Synthetic: how the people of the sample company answer their tasks in a rehearsal. Nobody real is meant.
# Shares that do not fill 100% leave the rest of the tasks unanswered until they are late.
satisfaction_call:
  - {outcome: satisfied, share: 84%, after: 1 working day}
  - {outcome: no_answer, share: 10%, after: 1 working day}
agree_payment_date:
  - {outcome: no_date, share: 80%, after: 1 working day}
  - {outcome: promised, share: 16%, after: 1 working day, date: 6 days}
find_reason:
  - {outcome: reason_found, share: 50%, after: 1 working day, reason: not_credit}
  - {outcome: reason_found, share: 20%, after: 1 working day, reason: credit}
  - {outcome: promised, share: 15%, after: 1 working day, date: 5 days}
  - {outcome: no_answer, share: 10%, after: 1 working day}
decide_shipments:
  - {outcome: credit, share: 60%, after: 1 working day}
  - {outcome: not_credit, share: 30%, after: 1 working day}
special_case:
  - {outcome: case_opened, share: 90%, after: 3 working days}
choose_gift:
  - {outcome: chosen, after: 1 working day}
retention_call:
  - {outcome: will_order, share: 45%, after: 1 working day}
  - {outcome: unhappy, share: 25%, after: 1 working day, reason: price, measure: a new offer}
  - {outcome: no_answer, share: 20%, after: 1 working day}
expert_exchange:
  - {outcome: held, after: 3 working days}
plan_trial:
  - {outcome: planned, after: 5 working days}
customer_file:
  - {outcome: completed, share: 90%, after: 6 working days}
segment_customer:
  - {outcome: segmented, share: 60%, after: 4 working days, tier: B}
  - {outcome: segmented, share: 40%, after: 4 working days, tier: A}
joint_visit:
  - {outcome: accepted, share: 50%, after: 4 working days, person: P-13, date: 14 days}
  - {outcome: accepted, share: 30%, after: 6 working days, person: P-14, date: 30 days}
  - {outcome: postponed, share: 20%, after: 2 working days}
win_back_visit:
  - {outcome: not_now, share: 55%, after: 4 working days}
  - {outcome: interested, share: 30%, after: 4 working days, date: 21 days}
  - {outcome: no_answer, share: 15%, after: 3 working days}
"""
