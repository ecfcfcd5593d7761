"""The desk's pages on the record. Importing this registers them; nothing here knows the judgement."""

from tracker.admin import people, reports, sources, statements, topics, work

__all__ = ["people", "reports", "sources", "statements", "topics", "work"]
