from accounts.admin import erasing, people

__all__ = ["erasing", "people"]
