"""The bank's models, without the key: see `key.py` for why that is a module of its own."""

from exams.bank.models.guide import Domain, ExamGuide, Objective
from exams.bank.models.item import Item, ItemObjective, ItemStatus, ItemVersion, Kind, Option, Stimulus
from exams.bank.models.media import Media
from exams.bank.models.product import Product, ProductStatus

__all__ = [
    "Domain",
    "ExamGuide",
    "Item",
    "ItemObjective",
    "ItemStatus",
    "ItemVersion",
    "Kind",
    "Media",
    "Objective",
    "Option",
    "Product",
    "ProductStatus",
    "Stimulus",
]
