from django.apps import AppConfig


# Relations by which innovations and what belongs to them use documents of the store.
USES_OF_DOCUMENTS = (
    "innovationevidence_uses",
    "innovation_activities",
    "replicationevidence_uses",
    "assistanceevidence_uses",
)
# What the demo shows of this app, each on top of the ones before.
SEEDS = (
    "innovations.demo.seeding.seed_innovations",
    "innovations.demo.assistance.seed_assistance",
    "innovations.demo.promises.seed_promises",
    "innovations.demo.replicated.seed_replications",
)


class InnovationsConfig(AppConfig):
    name = "innovations"
    verbose_name = "Inovasi"

    def ready(self) -> None:
        from innovations import assistance_section
        from innovations.checking import confirmations_stand
        from innovations.claims import claim_checks
        from innovations.consequences import SOURCE, proposal_at
        from innovations.letters import standing_letters
        from innovations.promise_facts import promises_section
        from innovations.record_section import KEY, section_of
        from innovations.replication_section import replication_section
        from pengungkit.claims import provide_claims
        from pengungkit.demo.further import FURTHER_SEEDS
        from pengungkit.findings.sources import provide_findings
        from pengungkit.integrity import provide_check
        from pengungkit.models.evidence import FURTHER_USES
        from pengungkit.proposals import provide_proposals
        from pengungkit.protection import provide_pins
        from pengungkit.records.sections import provide_section
        from zi_portal.worker import duties

        FURTHER_SEEDS.extend(SEEDS)
        provide_findings(SOURCE)
        provide_proposals(proposal_at)
        provide_claims(claim_checks)
        provide_pins(standing_letters)
        provide_section(assistance_section.KEY, assistance_section.section_of)
        provide_section(KEY, section_of)
        provide_section("janji", promises_section)
        provide_section("replikasi", replication_section)
        provide_check("konfirmasi", confirmations_stand)
        FURTHER_USES.extend(USES_OF_DOCUMENTS)
        duties.every("sapu-pratinjau-kasus", days=1, act=sweep_case_imports)


def sweep_case_imports() -> object:
    from innovations.actions import case_imports

    return case_imports.sweep_case_imports()
