"""The desk's pages on the judgement. Importing this registers them; they call the services and decide nothing themselves."""

from verification.admin import claims, hooks, people, topics

__all__ = ["claims", "hooks", "people", "topics"]
