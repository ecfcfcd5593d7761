"""The record as a Django application, and the admin that its desk runs on. No rules here."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class TrackerConfig(AppConfig):
    name = "tracker"
    verbose_name = "The record"

    def ready(self) -> None:
        from tracker import checks  # noqa: F401 - importing it registers them


class DeskAdminConfig(AdminConfig):
    """Django's admin with our own site: who has a role gets in, nobody else."""

    default_site = "tracker.desk.DeskSite"
