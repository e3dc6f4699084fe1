from django.apps import AppConfig


class PengungkitConfig(AppConfig):
    name = "pengungkit"
    verbose_name = "Penilaian"

    def ready(self) -> None:
        """Tell the room below which areas a role can be bound to; see units/areas.py."""
        from pengungkit.instruments.bundled import area_choices
        from units.areas import provide_areas

        provide_areas(area_choices)
