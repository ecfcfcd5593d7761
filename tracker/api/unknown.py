"""The last address below /api/: whatever no other one took."""

from django.urls import re_path

from tracker.api.views import UnknownAddress

urlpatterns = [re_path(r"", UnknownAddress.as_view())]
