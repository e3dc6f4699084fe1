"""Addresses of replications and of the pages of those who confirm them."""

from __future__ import annotations

from django.urls import path

from innovations.views import confirming, replications


INNOVATION = "inovasi/<slug:slug>/"
REPLICATION = f"{INNOVATION}replikasi/<int:pk>/"

REPLICATION_URLS = [
    path(f"{INNOVATION}bagikan/", replications.innovation_share, name="innovation_share"),
    path(f"{INNOVATION}replikasi/baru/", replications.replication_add, name="replication_add"),
    path(REPLICATION, replications.replication, name="replication"),
    path(f"{REPLICATION}ubah/", replications.replication_change, name="replication_change"),
    path(f"{REPLICATION}langkah/", replications.replication_move, name="replication_move"),
    path(f"{REPLICATION}bukti/", replications.replication_attach, name="replication_attach"),
    path(
        f"{REPLICATION}bukti/<uuid:uuid>/lepas/",
        replications.replication_detach,
        name="replication_detach",
    ),
    path(f"{REPLICATION}tautan/", replications.link_make, name="link_make"),
    path(f"{REPLICATION}tautan/<int:link_pk>/cabut/", replications.link_revoke, name="link_revoke"),
    path("konfirmasi/cabut/", confirming.confirmation_withdraw, name="confirmation_withdraw"),
    path("konfirmasi/<str:token>/", confirming.confirmation, name="confirmation"),
]
