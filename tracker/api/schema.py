"""The API's own description, OpenAPI 3, and a page to read it on, with assets served from here."""

from __future__ import annotations

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from tracker.api.permissions import TO_READ


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "tracker.api.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token …, made by `manage.py make_token`."}


class Schema(SpectacularAPIView):
    """YAML, or JSON by ``Accept: application/vnd.oai.openapi+json``."""

    rules = TO_READ
    metadata_class = None


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI; its script is a file of its own, so that no inline script is needed."""

    rules = TO_READ
    metadata_class = None
    url_name = "api:schema"
    template_name = "tracker/api_docs.html"  # the same page without the style that it carries
