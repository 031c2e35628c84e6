"""A company's vocabulary, files and imports that show only what matters to a test."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from engine.facts import SubjectRef
from engine.language.schema import VocabularyFile
from engine.language.shapes import shaped
from engine.language.source import read_yaml
from engine.language.vocabulary_file import read_vocabulary
from engine.problems import ProblemsFound
from engine.values import Money, Value
from engine.vocabulary import Vocabulary
from intake.importing import ImportReport, Reading, import_file
from store import Store

VOCABULARY = """
vocabulary: 1
calendar: {timezone: Asia/Shanghai}
entities:
  customer:
    label: {en: customer, zh: 客户}
    facts:
      number: {zh: 客户编号, type: text}
      name: {zh: 名称, type: text, personal: yes}
      tier: {zh: 等级, type: choice, of: [A, B, C]}
      birthday: {zh: 生日, type: yearly_date}
      do_not_contact: {zh: 勿扰, type: yes_no}
      manager: {zh: 客户经理, type: person}
      last_order_date: {type: date, from: "last(order.date)"}
  person:
    facts:
      number: {zh: 工号, type: text}
      name: {zh: 姓名, type: text}
      boss: {zh: 上级, type: person}
  unit:
    facts: {name: {type: text}}
  order:
    events: [order.placed]
    facts:
      number: {zh: 订单号, type: text}
      date: {zh: 日期, type: date}
      amount: {zh: 金额, type: money}
      units: {zh: 数量, type: number}
      kind: {zh: 类别, type: choice, of: [sale, credit]}
      customer: {zh: 客户, type: customer}
  invoice:
    events: [invoice.issued, invoice.disputed]
    facts:
      number: {type: text}
      date: {type: date}
      due_date: {type: date}
      amount: {type: money}
      balance: {type: money, from: "invoice.amount - sum(payment.amount)"}
      customer: {type: customer}
  payment:
    events: [payment.received]
    facts:
      number: {type: text}
      date: {type: date}
      amount: {type: money}
      invoice: {type: invoice}
"""

MORNING = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
EVENING = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)

CREATING = Reading(currency="CNY", create_missing_customers=True)


def the_vocabulary() -> Vocabulary:
    file = shaped(read_yaml("vocabulary.yaml", VOCABULARY.encode()), VocabularyFile)
    assert file.part is not None
    return read_vocabulary(file.part)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


class Office:
    """A store, a folder, and the importing between them."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.vocabulary = the_vocabulary()

    def write(self, text: str, *, encoding: str = "utf-8", name: str = "file.csv") -> Path:
        return self.write_bytes(text.encode(encoding), name=name)

    def write_bytes(self, content: bytes, *, name: str = "file.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def take(  # noqa: PLR0913 - each has a default
        self,
        kind: str,
        file: Path | str,
        *,
        mapping: Mapping[str, str] | None = None,
        reading: Reading = CREATING,
        at: dt.datetime = MORNING,
        progress: Callable[[int, int], None] | None = None,
    ) -> ImportReport:
        path = file if isinstance(file, Path) else self.write(file)
        return import_file(
            self.store,
            self.vocabulary,
            kind,
            path,
            mapping=mapping,
            reading=reading,
            recorded_at=at,
            rejects_to=self.folder / "rejects.csv",
            progress=progress,
        )

    def problem(self, kind: str, file: Path | str, *, mapping: Mapping[str, str] | None = None) -> str:
        """What the import of a file that cannot be taken in says."""
        try:
            report = self.take(kind, file, mapping=mapping)
        except ProblemsFound as found:
            return str(found)
        raise AssertionError(f"it was taken in: {report}")

    def reasons(self) -> Sequence[str]:
        """The reason of each rejected row."""
        text = (self.folder / "rejects.csv").read_text(encoding="utf-8-sig")
        return [line.split(",", 3)[3] for line in text.splitlines()[1:]]

    def told(self, customer: str) -> list[tuple[str, str, str, Mapping[str, Value | None]]]:
        """What is on record of a customer: (kind, subject, local day and hour in Shanghai, facts)."""
        id_ = self.store.relationship_of(customer)
        assert id_ is not None
        known = self.store.load(id_)
        return [
            (
                each.kind,
                str(each.subject),
                f"{each.happened_at + dt.timedelta(hours=8):%Y-%m-%d %H:%M}",
                each.facts,
            )
            for each in (*known.history, *known.pending)
        ]

    def facts(self, subject: str) -> Mapping[str, Value | None]:
        """The latest facts of ``order 7``."""
        ref = SubjectRef(*subject.split(" ", 1))
        id_ = self.store.relationship_of_subject(ref)
        if id_ is None:
            return self.store.directory().facts.get(ref, {})
        known = self.store.load(id_)
        facts: dict[str, Value | None] = {}
        for each in (*known.history, *known.pending):
            if each.subject == ref:
                facts.update(each.facts)
        return facts
