"""A synthetic company to look at and to rehearse with. Nothing in it is real; wherever it shows, it says so."""

from intake.sample.answers import ANSWERS
from intake.sample.company import SampleCompany, sample_company
from intake.sample.files import ANSWERS_FILE, FUTURE_FILE, READ_ME, future_text

__all__ = [
    "ANSWERS",
    "ANSWERS_FILE",
    "FUTURE_FILE",
    "READ_ME",
    "SampleCompany",
    "future_text",
    "sample_company",
]
