"""The bank's models, without the key: see `key.py` for why that is a module of its own."""

from exams.bank.models.guide import (
    Confidence,
    Domain,
    ExamFact,
    ExamGuide,
    Objective,
    ResourceKind,
    ReviewRule,
    StudyResource,
)
from exams.bank.models.item import Item, ItemObjective, ItemStatus, ItemVersion, Kind, Option, Stimulus
from exams.bank.models.media import Media
from exams.bank.models.product import Product, ProductStatus
from exams.bank.models.report import ItemReport
from exams.bank.models.review import Comment, ReviewStep

__all__ = [
    "Comment",
    "Confidence",
    "Domain",
    "ExamFact",
    "ExamGuide",
    "Item",
    "ItemObjective",
    "ItemReport",
    "ItemStatus",
    "ItemVersion",
    "Kind",
    "Media",
    "Objective",
    "Option",
    "Product",
    "ProductStatus",
    "ResourceKind",
    "ReviewRule",
    "ReviewStep",
    "Stimulus",
    "StudyResource",
]
