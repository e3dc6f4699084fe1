from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Laporan"

    def ready(self) -> None:
        """Make known which files can be asked for, and what is done with them daily."""
        from reports import checks  # noqa: F401
        from reports.actions import job_runs, jobs
        from reports.jobs import evidence_list, kinds, matrix, packet, unit_recap
        from reports.jobs.running import build_job
        from reports.pdfs.kinds import KINDS as PDFS
        from zi_portal.worker import duties, queue

        kinds.register(evidence_list.KIND)
        kinds.register(packet.KIND)
        kinds.register(unit_recap.KIND)
        kinds.register(matrix.KIND)
        for kind in PDFS:
            kinds.register(kind)
        queue.GIVEN_UP[build_job.module_path] = job_runs.give_up
        duties.every("sapu-hasil", days=1, act=jobs.sweep)
        duties.every("hidupkan-pekerjaan", minutes=15, act=jobs.revive)
