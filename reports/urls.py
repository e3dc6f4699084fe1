from __future__ import annotations

from django.urls import path

from reports.views import innovation_lists, lists, official_forms, packets, records
from reports.views.dashboard import comparison, dashboard
from reports.views.home import home, root
from reports.views.jobs import (
    evidence_list_ask,
    job,
    job_again,
    job_cancel,
    job_download,
    job_list,
    matrix_pdf_ask,
    unit_recap_ask,
)
from reports.views.pdfs import pdf_ask
from reports.views.search import search
from reports.views.workbooks import lke_download


app_name = "reports"
FORM = "penilaian/<int:year>/<slug:unit_code>/formulir/"
RECORDS = "penilaian/<int:year>/<slug:unit_code>/rekaman/"
urlpatterns = [
    path("", root, name="root"),
    path("beranda/", home, name="home"),
    path("cari/", search, name="search"),
    path("dasbor/<slug:unit_code>/", dashboard, name="dashboard"),
    path("dasbor/<slug:unit_code>/banding/", comparison, name="comparison"),
    path("penilaian/<int:year>/<slug:unit_code>/lke/unduh/", lke_download, name="lke_download"),
    path("penilaian/<int:year>/<slug:unit_code>/pdf/", pdf_ask, name="pdf_ask"),
    path(FORM, official_forms.official_filling, name="official_filling"),
    path(f"{FORM}unduh/", official_forms.official_download, name="official_download"),
    path(f"{FORM}catatan/", official_forms.official_notes, name="official_notes"),
    path("penilaian/unduh/", lists.assessments_download, name="assessments_download"),
    path(
        "penilaian/<int:year>/<slug:unit_code>/tugas/unduh/",
        lists.tasks_download,
        name="tasks_download",
    ),
    path(
        "penilaian/<int:year>/<slug:unit_code>/kesiapan/unduh/",
        lists.readiness_download,
        name="readiness_download",
    ),
    path("beranda/unit/unduh/", lists.overseen_download, name="overseen_download"),
    path("inovasi/matriks/unduh/", innovation_lists.matrix_download, name="matrix_download"),
    path("inovasi/janji/unduh/", innovation_lists.promises_download, name="promises_download"),
    path(
        "inovasi/janji/<int:pk>/kasus/unduh/",
        innovation_lists.cases_download,
        name="cases_download",
    ),
    path("inovasi/sebaran/unduh/", innovation_lists.spread_download, name="spread_download"),
    path("inovasi/diterima/unduh/", innovation_lists.received_download, name="received_download"),
    path("inovasi/katalog/unduh/", innovation_lists.catalogue_download, name="catalogue_download"),
    path("asistensi/unduh/", innovation_lists.assistance_download, name="assistance_download"),
    path("inovasi/matriks/pdf/<slug:unit_code>/", matrix_pdf_ask, name="matrix_pdf_ask"),
    path(
        "inovasi/daftar/unduh/", innovation_lists.innovations_download, name="innovations_download"
    ),
    path("kelola/unduh/unit/", lists.units_download, name="units_download"),
    path("kelola/unduh/orang/", lists.people_download, name="people_download"),
    path("kelola/unduh/jejak-audit/", lists.trail_download, name="trail_download"),
    path("pekerjaan/", job_list, name="job_list"),
    path("pekerjaan/<uuid:uuid>/", job, name="job"),
    path("pekerjaan/<uuid:uuid>/batal/", job_cancel, name="job_cancel"),
    path("pekerjaan/<uuid:uuid>/ulangi/", job_again, name="job_again"),
    path("pekerjaan/<uuid:uuid>/unduh/", job_download, name="job_download"),
    path("bukti/unduh-daftar/<slug:unit_code>/", evidence_list_ask, name="evidence_list_ask"),
    path("wilayah/<slug:unit_code>/rekap/", unit_recap_ask, name="unit_recap_ask"),
    path(f"{RECORDS}unduh/", lists.records_download, name="records_download"),
    path("bukti/impor/<uuid:uuid>/unduh/", lists.arrivals_download, name="arrivals_download"),
    path(RECORDS, records.record_list, name="record_list"),
    path(f"{RECORDS}buat/", records.record_make, name="record_make"),
    path(f"{RECORDS}<int:number>/", records.record, name="record"),
    path(f"{RECORDS}<int:number>/banding/", records.record_compare, name="record_compare"),
    path("paket/", packets.packet_list, name="packet_list"),
    path("paket/periksa/", packets.packet_check, name="packet_check"),
    path("paket/<uuid:uuid>/", packets.packet, name="packet"),
    path("paket/<uuid:uuid>/bagian/<int:number>/", packets.packet_part, name="packet_part"),
    path("penilaian/<int:year>/<slug:unit_code>/paket/", packets.packet_new, name="packet_new"),
]
