"""Addresses of service promises, their cases and their months."""

from __future__ import annotations

from django.urls import path

from innovations.views import case_imports, cases, promises


PROMISE = "inovasi/janji/<int:pk>/"
CASE = f"{PROMISE}kasus/<int:case_pk>/"
IMPORT = f"{PROMISE}impor/<uuid:uuid>/"
MONTH = f"{PROMISE}bulan/<int:month_pk>/"

# Stand before the address of one innovation, whose name ends with its unit's code.
PROMISE_URLS = [
    path("inovasi/janji/", promises.promises, name="promise_list"),
    path("inovasi/janji/baru/", promises.promise_add, name="promise_add"),
    path("inovasi/janji/libur/", promises.holidays, name="holidays"),
    path("inovasi/janji/libur/<int:pk>/hapus/", promises.holiday_remove, name="holiday_remove"),
    path(PROMISE, promises.promise, name="promise"),
    path(f"{PROMISE}ubah/", promises.promise_change, name="promise_change"),
    path(f"{PROMISE}akhiri/", promises.promise_end, name="promise_end"),
    path(f"{PROMISE}mulai/", cases.case_start, name="case_start"),
    path(f"{PROMISE}kasus/", cases.cases, name="case_list"),
    path(f"{PROMISE}kasus/baru/", cases.case_add, name="case_add"),
    path(CASE, cases.case_change, name="case_change"),
    path(f"{CASE}selesai/", cases.case_finish, name="case_finish"),
    path(f"{CASE}hapus/", cases.case_remove, name="case_remove"),
    path(f"{PROMISE}impor/", case_imports.case_import, name="case_import"),
    path(IMPORT, case_imports.case_import_preview, name="case_import_preview"),
    path(f"{IMPORT}terapkan/", case_imports.case_import_apply, name="case_import_apply"),
    path(f"{IMPORT}batalkan/", case_imports.case_import_undo, name="case_import_undo"),
    path(f"{PROMISE}bulan/", cases.month_add, name="month_add"),
    path(MONTH, cases.month_change, name="month_change"),
    path(f"{MONTH}hapus/", cases.month_remove, name="month_remove"),
]
