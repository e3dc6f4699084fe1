"""Every address of the portal. Nouns, lower case; an office is named by its public code."""

from __future__ import annotations

from django.urls import include, path

from zi_portal import views


urlpatterns = [
    path("healthz", views.health, name="health"),
    path("", include("units.account_urls")),
    path("", include("units.urls")),
    path("", include("pengungkit.urls")),
    path("", include("innovations.urls")),
    path("", include("reports.urls")),
]

handler400 = "zi_portal.views.bad_request"
handler403 = "zi_portal.views.permission_denied"
handler404 = "zi_portal.views.page_not_found"
handler500 = "zi_portal.views.server_error"
