"""What files are about: the kinds that can be imported, and the names under which their columns usually come.

The one declared table of column names; the vocabulary adds the names and labels of its facts.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.problems import Place, Problem, ProblemsFound, did_you_mean
from engine.vocabulary import Vocabulary

ID = "id"
WHEN = "when"
CURRENCY = "currency"
"""Columns that are no facts of their own: whose row it is, when it happened, in which money."""

SPECIAL: Mapping[str, str] = {ID: "the number of the row", WHEN: "when it happened", CURRENCY: "the currency"}

ENTITIES: Mapping[str, str] = {
    "customers": "customer",
    "orders": "order",
    "invoices": "invoice",
    "payments": "payment",
    "people": "person",
    "units": "unit",
}

_CURRENCY = ("currency", "currency_code", "ccy", "币种", "货币", "币别")
_CUSTOMER = ("customer_id", "customer_no", "customer_number", "customer_code", "cust_id", "client_id", "client",
             "account_id", "客户编号", "客户号", "客户代码", "客户id")  # fmt: skip
_INVOICE = (
    "invoice_id",
    "invoice_no",
    "invoice_number",
    "invoiceno",
    "发票号",
    "发票号码",
    "发票编号",
    "票号",
)
_AMOUNT = ("total", "total_amount", "sum", "value", "金额", "总金额", "合计")

ALIASES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "customer": {
        ID: ("customer", "number", *_CUSTOMER),
        WHEN: ("since", "customer_since", "joined", "joined_at", "joined_on", "created_at", "registered_at",
               "建档日期", "注册日期", "开户日期"),
        "name": ("customer_name", "company", "company_name", "客户名称", "姓名", "公司名称"),
        "phone": ("mobile", "telephone", "phone_number", "手机", "手机号", "联系电话"),
        "email": ("e_mail", "mail", "email_address", "电子邮箱", "电子邮件"),
        "birthday": ("birth_date", "date_of_birth", "birthdate", "dob", "出生日期"),
        "manager": ("account_manager", "manager_id", "owner", "客户经理"),
        CURRENCY: _CURRENCY,
    },
    "order": {
        ID: ("number", "order_id", "order_no", "order_number", "订单号", "订单编号", "单号"),
        WHEN: ("date", "ordered_at", "ordered_on", "order_date", "placed_at", "下单日期", "下单时间", "订单日期",
               "日期"),
        "customer": _CUSTOMER,
        "amount": (*_AMOUNT, "order_amount", "订单金额", "采购额"),
        "units": ("cds", "quantity", "qty", "items", "pieces", "数量", "件数"),
        "kind": ("type", "类别", "类型"),
        CURRENCY: _CURRENCY,
    },
    "invoice": {
        ID: ("number", "invoice", *_INVOICE),
        WHEN: ("date", "issued_at", "issued_on", "issue_date", "invoice_date", "开票日期", "开票日", "发票日期"),
        "customer": _CUSTOMER,
        "amount": (*_AMOUNT, "invoice_amount", "发票金额", "价税合计"),
        "due_date": ("due", "due_on", "due_at", "payable_until", "到期日", "到期日期", "应付日期"),
        "shipped_date": ("shipped", "shipped_on", "shipped_at", "发货日期"),
        CURRENCY: _CURRENCY,
    },
    "payment": {
        ID: ("number", "payment_id", "payment_no", "payment_number", "receipt_no", "付款编号", "收款单号", "流水号"),
        WHEN: ("date", "paid_at", "paid_on", "payment_date", "received_at", "received_on", "付款日期", "收款日期",
               "到账日期", "日期"),
        "invoice": _INVOICE,
        "customer": _CUSTOMER,
        "amount": (*_AMOUNT, "paid", "amount_paid", "付款金额", "收款金额", "到账金额"),
        CURRENCY: _CURRENCY,
    },
    "person": {
        ID: ("number", "person", "person_id", "employee_id", "employee_no", "staff_no", "staff_id", "工号",
             "员工编号", "员工号"),
        "name": ("full_name", "employee", "员工姓名"),
        "boss": ("manager", "supervisor", "reports_to", "boss_id", "上级", "直属上级"),
        "unit": ("unit_id", "department", "station", "部门", "所属单位"),
        "role": ("position", "title", "job", "岗位", "职务"),
        "phone": ("mobile", "telephone", "手机", "手机号"),
        "email": ("e_mail", "mail", "邮箱"),
    },
    "unit": {
        ID: ("number", "unit", "unit_id", "unit_no", "department_id", "单位编号", "部门编号"),
        "name": ("unit_name", "department", "单位名称", "部门名称"),
        "parent": ("parent_id", "belongs_to", "上级单位", "上级部门"),
        "head": ("head_id", "leader", "负责人"),
    },
}  # fmt: skip
"""Entity → what a column means → the names under which it comes, besides those of the vocabulary."""

NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "customer": ((ID,),),
    "order": (("customer",), (WHEN,)),
    "invoice": ((ID,), ("customer",)),
    "payment": (("invoice", "customer"), (WHEN,), ("amount",)),
    "person": ((ID,),),
    "unit": ((ID,),),
}
"""What every row must tell; of several in one bracket one is enough. Facts that a vocabulary lacks are not asked for."""


def entity_of(kind: str, vocabulary: Vocabulary) -> str:
    """The entity that a file of this kind is about: ``orders`` → ``order``, ``people`` → ``person``.

    Raises:
        ProblemsFound: nothing of this kind can be imported.
    """
    names = {**{f"{name}s": name for name in vocabulary.entities if name != "task"}, **ENTITIES}
    entity = names.get(kind, kind)
    if entity in vocabulary.entities and entity != "task":
        return entity
    known = sorted(word for word, name in names.items() if name in vocabulary.entities)
    mend = did_you_mean(kind, known) or f"Write one of {', '.join(known)}."
    raise ProblemsFound([Problem("unknown-kind", Place(), f"“{kind}” cannot be imported.", mend)])
