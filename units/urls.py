from __future__ import annotations

from django.urls import path

from units.views import (
    journey,
    manage_imports,
    manage_kinds,
    manage_memberships,
    manage_people,
    manage_trail,
    manage_units,
)
from units.views.health import health
from units.views.help import help_page
from units.views.manage import manage


app_name = "units"

JOURNEY = "perjalanan/<slug:unit_code>/"
PREDICATE = f"{JOURNEY}predikat/<int:predicate_pk>/"
MILESTONE = f"{JOURNEY}tonggak/<int:milestone_pk>/"

urlpatterns = [
    path("kelola/", manage, name="manage"),
    path("kelola/unit/", manage_units.unit_list, name="manage_units"),
    path("kelola/unit/baru/", manage_units.unit_add, name="manage_unit_add"),
    path("kelola/unit/<slug:code>/", manage_units.unit_detail, name="manage_unit"),
    path("kelola/unit/<slug:code>/ubah/", manage_units.unit_edit, name="manage_unit_edit"),
    path(
        "kelola/unit/<slug:code>/nonaktifkan/",
        manage_units.unit_deactivate,
        name="manage_unit_deactivate",
    ),
    path(
        "kelola/unit/<slug:code>/aktifkan/",
        manage_units.unit_activate,
        name="manage_unit_activate",
    ),
    path(
        "kelola/unit/<slug:code>/peran/",
        manage_memberships.unit_appoint,
        name="manage_unit_appoint",
    ),
    path("kelola/jenis/", manage_kinds.kind_list, name="manage_kinds"),
    path("kelola/jenis/<slug:code>/", manage_kinds.kind_edit, name="manage_kind_edit"),
    path("kelola/orang/", manage_people.person_list, name="manage_people"),
    path("kelola/orang/baru/", manage_people.person_add, name="manage_person_add"),
    path("kelola/orang/<str:username>/", manage_people.person_detail, name="manage_person"),
    path(
        "kelola/orang/<str:username>/ubah/",
        manage_people.person_edit,
        name="manage_person_edit",
    ),
    path(
        "kelola/orang/<str:username>/nonaktifkan/",
        manage_people.person_deactivate,
        name="manage_person_deactivate",
    ),
    path(
        "kelola/orang/<str:username>/aktifkan/",
        manage_people.person_activate,
        name="manage_person_activate",
    ),
    path(
        "kelola/orang/<str:username>/tautan-sandi/",
        manage_people.person_link,
        name="manage_person_link",
    ),
    path(
        "kelola/orang/<str:username>/langkah-kedua/",
        manage_people.person_reset_factor,
        name="manage_person_reset_factor",
    ),
    path(
        "kelola/orang/<str:username>/peran/",
        manage_memberships.membership_add,
        name="manage_membership_add",
    ),
    path(
        "kelola/orang/<str:username>/peran/<int:pk>/ubah/",
        manage_memberships.membership_edit,
        name="manage_membership_edit",
    ),
    path(
        "kelola/orang/<str:username>/peran/<int:pk>/akhiri/",
        manage_memberships.membership_end,
        name="manage_membership_end",
    ),
    path("kelola/impor/<str:what>/", manage_imports.import_upload, name="manage_import"),
    path(
        "kelola/impor/<str:what>/templat/",
        manage_imports.import_template,
        name="manage_import_template",
    ),
    path(
        "kelola/impor/<str:what>/terapkan/",
        manage_imports.import_apply,
        name="manage_import_apply",
    ),
    path("kelola/jejak-audit/", manage_trail.trail, name="manage_trail"),
    path("kelola/kesehatan/", health, name="health"),
    path("bantuan/", help_page, name="help"),
    path(JOURNEY, journey.journey, name="journey"),
    path(f"{JOURNEY}predikat/baru/", journey.predicate_add, name="predicate_add"),
    path(PREDICATE, journey.predicate_change, name="predicate_change"),
    path(f"{PREDICATE}cabut/", journey.predicate_revoke, name="predicate_revoke"),
    path(f"{PREDICATE}pulihkan/", journey.predicate_reinstate, name="predicate_reinstate"),
    path(f"{PREDICATE}hapus/", journey.predicate_remove, name="predicate_remove"),
    path(f"{JOURNEY}tonggak/baru/", journey.milestone_add, name="milestone_add"),
    path(MILESTONE, journey.milestone_change, name="milestone_change"),
    path(f"{MILESTONE}hapus/", journey.milestone_remove, name="milestone_remove"),
    path(f"{JOURNEY}urungkan/<int:event_pk>/", journey.journey_restore, name="journey_restore"),
]
