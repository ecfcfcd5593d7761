"""The desk's pages on the record. Importing this registers them; nothing here knows the judgement."""

from tracker.admin import feeds, people, reports, sources, statements, topics, work

__all__ = ["feeds", "people", "reports", "sources", "statements", "topics", "work"]
