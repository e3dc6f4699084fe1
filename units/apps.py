from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "Unit dan orang"

    def ready(self) -> None:
        """Register the checks of a production start."""
        from units import checks  # noqa: F401
