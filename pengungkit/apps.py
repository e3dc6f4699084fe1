from django.apps import AppConfig


class PengungkitConfig(AppConfig):
    name = "pengungkit"
    verbose_name = "Penilaian"

    def ready(self) -> None:
        """Tell the rooms below which areas a role can be bound to, and what returns daily.

        The official form in use becomes a section of every record."""
        from pengungkit.instruments.bundled import area_choices
        from pengungkit.official.section import KEY, form_section
        from pengungkit.records.sections import provide_section
        from units.areas import provide_areas
        from zi_portal.worker import duties

        provide_areas(area_choices)
        provide_section(KEY, form_section)
        duties.every("sapu-unggahan", days=1, act=sweep_uploads_and_files)
        duties.every("sapu-pratinjau-tempelan", days=1, act=sweep_pastes)
        duties.every("lanjutkan-impor-zip", hours=1, act=take_up_zips)
        duties.every("bersihkan-pratinjau", days=1, act=sweep_previews)
        duties.every("periksa-berkas", days=1, act=scrub_files)
        duties.every("periksa-berkas-baru", minutes=15, act=examine_what_was_missed)


def sweep_uploads_and_files() -> object:
    from pengungkit.actions.sweeping import sweep

    return sweep()


def sweep_pastes() -> object:
    from pengungkit.actions import pastes

    return pastes.sweep_pastes()


def scrub_files() -> object:
    from pengungkit.actions.scrubbing import scrub

    return scrub()


def take_up_zips() -> object:
    from pengungkit import tasks

    return tasks.take_up_zips()


def sweep_previews() -> object:
    from pengungkit.previews import cache

    return cache.sweep()


def examine_what_was_missed() -> object:
    from pengungkit.actions.examining import sweep_examinations

    return sweep_examinations()
