"""A synthetic company to look at and to rehearse with. Nothing in it is real; wherever it shows, it says so."""

from intake.sample.answers import ANSWERS
from intake.sample.company import SampleCompany, sample_company
from intake.sample.files import READ_ME, future_text

__all__ = ["ANSWERS", "READ_ME", "SampleCompany", "future_text", "sample_company"]
