"""The bank's models, without the key: see `key.py` for why that is a module of its own."""

from exams.bank.models.guide import Domain, ExamGuide, Objective, ReviewRule
from exams.bank.models.item import Item, ItemObjective, ItemStatus, ItemVersion, Kind, Option, Stimulus
from exams.bank.models.media import Media
from exams.bank.models.product import Product, ProductStatus
from exams.bank.models.report import ItemReport
from exams.bank.models.review import Comment, ReviewStep

__all__ = [
    "Comment",
    "Domain",
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
    "ReviewRule",
    "ReviewStep",
    "Stimulus",
]
