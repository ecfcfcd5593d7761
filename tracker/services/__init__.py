"""The order of work in the record, each service one transaction. No HTTP, no Celery."""
