"""The rules of good items as pure functions: content and what is known about it in, findings out. No Django here."""

from exams.bank.lint.bank import lint_bank
from exams.bank.lint.facts import Choices, Facts, Knowledge, Product, Subject
from exams.bank.lint.finding import Finding, Level
from exams.bank.lint.items import lint
from exams.bank.lint.waivers import Waiver, blocks_live, read_waivers

__all__ = [
    "Choices",
    "Facts",
    "Finding",
    "Knowledge",
    "Level",
    "Product",
    "Subject",
    "Waiver",
    "blocks_live",
    "lint",
    "lint_bank",
    "read_waivers",
]
