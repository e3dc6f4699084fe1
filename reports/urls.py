from __future__ import annotations

from django.urls import path

from reports.views.dashboard import dashboard
from reports.views.home import home, root


app_name = "reports"
urlpatterns = [
    path("", root, name="root"),
    path("beranda/", home, name="home"),
    path("dasbor/<slug:unit_code>/", dashboard, name="dashboard"),
]
