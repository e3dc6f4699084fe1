from __future__ import annotations

from django.urls import path

from reports.views.dashboard import dashboard
from reports.views.home import home, root
from reports.views.search import search
from reports.views.workbooks import lke_download


app_name = "reports"
urlpatterns = [
    path("", root, name="root"),
    path("beranda/", home, name="home"),
    path("cari/", search, name="search"),
    path("dasbor/<slug:unit_code>/", dashboard, name="dashboard"),
    path("penilaian/<int:year>/<slug:unit_code>/lke/unduh/", lke_download, name="lke_download"),
]
