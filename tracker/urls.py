"""Every address of the program. What answers lives in the admin and API packages, named by string."""

from importlib.util import find_spec

from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("healthz", lambda request: HttpResponse("ok\n", content_type="text/plain"), name="alive"),
    path("admin/", admin.site.urls),
    *(path(prefix, include(urls)) for prefix, urls in (("api/v1/", "tracker.api.urls"), ("api/v1/", "verification.api.urls")) if find_spec(urls)),
    path("api/", include("tracker.api.unknown")),
    *([path("unsubscribe/", include("verification.unsubscribe"))] if find_spec("verification.unsubscribe") else []),
]
