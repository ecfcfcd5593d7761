"""The desk's pages on the judgement. Importing this registers them; they call the services and decide nothing themselves."""

from verification.admin import claims, people

__all__ = ["claims", "people"]
