"""The order of work in the judgement, each service one transaction. No HTTP, no Celery."""
