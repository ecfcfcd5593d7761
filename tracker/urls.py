"""Every address of the program. What answers lives in the admin and API packages, named by string."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; it looks at nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


handler403 = "tracker.failing.not_open"
handler404 = "tracker.failing.not_there"
handler500 = "tracker.failing.went_wrong"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("healthz", alive, name="alive"),
    path("", include("tracker.api.health")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("tracker.api.urls")),
    path("api/v1/", include("verification.api.urls")),
    path("api/", include("tracker.api.unknown")),  # last below api/: the same guards for what is not there
    path("", include("tracker.joining")),
    path("unsubscribe/", include("verification.unsubscribe")),
]
