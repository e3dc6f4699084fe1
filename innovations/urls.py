from __future__ import annotations

from django.urls import path

from innovations.promise_urls import PROMISE_URLS
from innovations.replication_urls import CATALOGUE_URLS, REPLICATION_URLS
from innovations.views import (
    assistance,
    difference,
    follow_ups,
    innovations,
    matrix,
    removals,
    results,
)


app_name = "innovations"

# The name of every innovation ends with its unit's code, so no address of ours can be taken by one.
INNOVATION = "inovasi/<slug:slug>/"
ASSISTANCE = "asistensi/<int:pk>/"

urlpatterns = [
    path("inovasi/", innovations.innovation_list, name="innovation_list"),
    path("inovasi/baru/", innovations.innovation_add, name="innovation_add"),
    path("inovasi/matriks/", matrix.matrix, name="matrix"),
    path("inovasi/pembeda/", difference.difference, name="difference"),
    path("inovasi/batal-hapus/", removals.removal_undo, name="removal_undo"),
    *CATALOGUE_URLS,
    *PROMISE_URLS,
    path(INNOVATION, innovations.innovation, name="innovation"),
    path(f"{INNOVATION}ubah/", innovations.innovation_change, name="innovation_change"),
    path(f"{INNOVATION}hapus/", innovations.innovation_remove, name="innovation_remove"),
    path(f"{INNOVATION}langkah/", innovations.innovation_move, name="innovation_move"),
    path(f"{INNOVATION}bukti/", innovations.document_attach, name="document_attach"),
    path(
        f"{INNOVATION}bukti/<uuid:uuid>/lepas/", innovations.document_detach, name="document_detach"
    ),
    path(f"{INNOVATION}hasil/<slug:kind>/baru/", results.result_add, name="result_add"),
    path(f"{INNOVATION}hasil/<slug:kind>/<int:pk>/", results.result_change, name="result_change"),
    path(
        f"{INNOVATION}hasil/<slug:kind>/<int:pk>/hapus/",
        results.result_remove,
        name="result_remove",
    ),
    path(f"{INNOVATION}ukuran/<int:pk>/nilai/", results.value_add, name="value_add"),
    path(f"{INNOVATION}nilai/<int:pk>/hapus/", results.value_remove, name="value_remove"),
    path("asistensi/", assistance.assistance_list, name="assistance_list"),
    path("asistensi/baru/", assistance.assistance_add, name="assistance_add"),
    path(ASSISTANCE, assistance.assistance, name="assistance"),
    path(f"{ASSISTANCE}ubah/", assistance.assistance_change, name="assistance_change"),
    path(f"{ASSISTANCE}hapus/", assistance.assistance_remove, name="assistance_remove"),
    path(f"{ASSISTANCE}bukti/", assistance.proof_attach, name="proof_attach"),
    path(f"{ASSISTANCE}bukti/<uuid:uuid>/lepas/", assistance.proof_detach, name="proof_detach"),
    path(f"{ASSISTANCE}tindak-lanjut/baru/", follow_ups.follow_up_add, name="follow_up_add"),
    path(
        f"{ASSISTANCE}tindak-lanjut/<int:follow_pk>/",
        follow_ups.follow_up_change,
        name="follow_up_change",
    ),
    path(
        f"{ASSISTANCE}tindak-lanjut/<int:follow_pk>/hapus/",
        follow_ups.follow_up_remove,
        name="follow_up_remove",
    ),
    *REPLICATION_URLS,
]
