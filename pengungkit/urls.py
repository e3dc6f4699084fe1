from __future__ import annotations

from django.urls import path

from pengungkit.views import (
    assessments,
    copying,
    destroying,
    evidence,
    evidence_files,
    item,
    item_conflict,
    item_evidence,
    item_history,
    item_review,
    item_save,
    paste,
    photos,
    preview,
    readiness,
    sorting,
    table,
    task_list,
    twins,
    uploads,
    workbook_import,
    zip_import,
)


app_name = "pengungkit"

ASSESSMENT = "penilaian/<int:year>/<slug:unit_code>/"
AREA = ASSESSMENT + "area/<str:area_key>/"
IMPORT = ASSESSMENT + "lke/impor/<uuid:uuid>/"
ITEM = ASSESSMENT + "butir/<str:code>/"

urlpatterns = [
    path("penilaian/", assessments.assessment_list, name="assessment_list"),
    path("penilaian/baru/", assessments.assessment_open, name="assessment_open"),
    path(ASSESSMENT, task_list.assessment, name="assessment"),
    path(f"{ASSESSMENT}tugas/", task_list.assign, name="assign"),
    path(f"{ASSESSMENT}tutup/", assessments.assessment_close, name="assessment_close"),
    path(f"{ASSESSMENT}buka-kembali/", assessments.assessment_reopen, name="assessment_reopen"),
    path(f"{ASSESSMENT}salin-tahun-lalu/", copying.copy_year, name="copy_year"),
    path(f"{ASSESSMENT}kesiapan/", readiness.readiness, name="readiness"),
    path(f"{ASSESSMENT}lke/impor/", workbook_import.lke_import, name="lke_import"),
    path(IMPORT, workbook_import.lke_import_preview, name="lke_import_preview"),
    path(f"{IMPORT}terapkan/", workbook_import.lke_import_apply, name="lke_import_apply"),
    path(f"{IMPORT}batalkan/", workbook_import.lke_import_undo, name="lke_import_undo"),
    path(AREA, task_list.area, name="area"),
    path(f"{AREA}tabel/", table.table, name="table"),
    path(f"{AREA}tempel/", paste.paste, name="paste"),
    path(f"{AREA}tempel/<uuid:paste>/", paste.paste_preview, name="paste_preview"),
    path(f"{AREA}tempel/<uuid:paste>/terapkan/", paste.paste_apply, name="paste_apply"),
    path(f"{AREA}tempel/<uuid:paste>/batalkan/", paste.paste_undo, name="paste_undo"),
    path(ITEM, item.item, name="item"),
    path(f"{ITEM}simpan/", item_save.item_save, name="item_save"),
    path(f"{ITEM}konflik/", item_conflict.item_conflict, name="item_conflict"),
    path(f"{ITEM}setujui/", item_review.item_approve, name="item_approve"),
    path(f"{ITEM}kembalikan/", item_review.item_return, name="item_return"),
    path(f"{ITEM}riwayat/", item_history.item_history, name="item_history"),
    path(f"{ITEM}bukti/unggah/", item_evidence.item_upload, name="item_upload"),
    path(f"{ITEM}bukti/pilih/", item_evidence.item_choose, name="item_choose"),
    path(f"{ITEM}bukti/tautan/", item_evidence.item_link, name="item_link"),
    path(f"{ITEM}bukti/pasang/", item_evidence.item_attach, name="item_attach"),
    path(f"{ITEM}bukti/<uuid:uuid>/lepas/", item_evidence.item_detach, name="item_detach"),
    path("bukti/", evidence.evidence_list, name="evidence_list"),
    path("bukti/unggah/", uploads.upload_create, name="upload_create"),
    path("bukti/unggah/<uuid:uuid>/", uploads.upload_part, name="upload_part"),
    path("bukti/pilah/", sorting.evidence_queue, name="evidence_queue"),
    path(
        "bukti/pilahan/<uuid:uuid>/batalkan/",
        sorting.evidence_sort_undo,
        name="evidence_sort_undo",
    ),
    path(
        "bukti/<uuid:uuid>/bandingkan/<uuid:other>/",
        twins.evidence_compare,
        name="evidence_compare",
    ),
    path("bukti/<uuid:uuid>/pilah/", sorting.evidence_sort, name="evidence_sort"),
    path("bukti/impor/", zip_import.zip_start, name="zip_start"),
    path("bukti/impor/<uuid:uuid>/", zip_import.zip_import, name="zip_import"),
    path("bukti/impor/<uuid:uuid>/simpan/", zip_import.zip_save, name="zip_save"),
    path("bukti/impor/<uuid:uuid>/terapkan/", zip_import.zip_apply, name="zip_apply"),
    path("bukti/impor/<uuid:uuid>/batalkan/", zip_import.zip_cancel, name="zip_cancel"),
    path("bukti/impor/<uuid:uuid>/lepas/", zip_import.zip_undo, name="zip_undo"),
    path("bukti/gabung-foto/", photos.photos_join, name="photos_join"),
    path("bukti/<uuid:uuid>/", evidence.evidence_detail, name="evidence_detail"),
    path("bukti/<uuid:uuid>/ganti/", evidence.evidence_replace, name="evidence_replace"),
    path("bukti/<uuid:uuid>/musnahkan/", destroying.evidence_destroy, name="evidence_destroy"),
    path("bukti/<uuid:uuid>/lihat/", evidence_files.evidence_view, name="evidence_view"),
    path("bukti/<uuid:uuid>/unduh/", evidence_files.evidence_download, name="evidence_download"),
    path("bukti/<uuid:uuid>/pratinjau/", preview.preview, name="preview"),
    path("bukti/<uuid:uuid>/gambar/", preview.preview_image, name="preview_image"),
    path("bukti/<uuid:uuid>/gambar-kecil/", preview.preview_thumb, name="preview_thumb"),
    path("bukti/<uuid:uuid>/halaman/<int:number>/", preview.preview_page, name="preview_page"),
    path(
        "bukti/<uuid:uuid>/versi/<int:number>/",
        evidence_files.evidence_version,
        name="evidence_version",
    ),
]
