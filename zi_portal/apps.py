from django.apps import AppConfig


class ZiPortalConfig(AppConfig):
    name = "zi_portal"
    verbose_name = "Portal ZI"

    def ready(self) -> None:
        """Register the check of the database; have finished tasks forgotten after some days."""
        from zi_portal import schema  # noqa: F401
        from zi_portal.worker import duties, queue

        duties.every("lupakan-antrean", days=1, act=queue.forget_finished)
