from django.apps import AppConfig


class InnovationsConfig(AppConfig):
    name = "innovations"
    verbose_name = "Inovasi"

    def ready(self) -> None:
        from innovations.demo.assistance import seed_assistance
        from innovations.demo.replicated import seed_replications
        from innovations.demo.seeding import seed_innovations
        from pengungkit.demo.seeding import FURTHER_SEEDS

        FURTHER_SEEDS.append(seed_innovations)
        FURTHER_SEEDS.append(seed_assistance)
        FURTHER_SEEDS.append(seed_replications)
