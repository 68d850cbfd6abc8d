"""What incidents are to the rest of the product."""

from django.urls import reverse

from kokoroe.annex.text import Text
from kokoroe.clock.events.families import Family
from kokoroe.contracts.pages import Button, Page
from kokoroe.contracts.roles import AUDITS, PREPARES
from kokoroe.contracts.seats import Ability
from kokoroe.duties.incidents import evidence
from kokoroe.duties.incidents.act_names import ACTS
from kokoroe.duties.incidents.after import consulting, suspending
from kokoroe.duties.incidents.after.deeds import AFTER
from kokoroe.duties.incidents.awareness import INCIDENT
from kokoroe.duties.incidents.card_deeds import CARDS
from kokoroe.duties.incidents.deeds import ALONE, DEEDS
from kokoroe.duties.incidents.facts import PROCEDURE, RELATED, REPORTS, WATCHED, facts_of
from kokoroe.duties.incidents.law import notifying
from kokoroe.duties.incidents.law.deeds import LAW
from kokoroe.duties.incidents.law.looking import STATUTORY_KIND
from kokoroe.duties.incidents.personal import KINDS, RIGHTS, UNFINISHED
from kokoroe.duties.incidents.procedure import content
from kokoroe.duties.incidents.procedure import writings as procedures
from kokoroe.duties.incidents.procedure.deeds import LINKS
from kokoroe.duties.incidents.rechecking import open_deadlines_fit
from kokoroe.duties.incidents.reporting import first_known
from kokoroe.duties.incidents.sample import SAMPLE
from kokoroe.duties.incidents.stages import INCIDENT_KIND
from kokoroe.duties.incidents.sworn import SWORN
from kokoroe.duties.incidents.writing import writings
from kokoroe.groups.group import Group, Step, contractor_works_on


def where_a_step_is_done(step: Step) -> tuple[str, Text]:
    """The page of the incident that the answer is about; the list where its evidence names none, or several."""
    code = step.contract.code
    named = {piece.key for piece in step.answer.evidence if piece.key.startswith(f"{INCIDENT}:")}
    if step.may("incidents") and len(named) == 1:
        number = named.pop().partition(":")[2]
        return reverse("incident", args=[code, number]), Text("インシデントを開く", "Open the incident")
    return reverse("incidents", args=[code]), Text("インシデントの一覧を開く", "Open the incidents")


def where_a_report_is_made(step: Step) -> tuple[str, Text] | None:
    """The page on the law of the incident that the report is about."""
    numbers = [
        piece.key.partition(":")[2] for piece in step.answer.evidence if piece.key.startswith(f"{INCIDENT}:")
    ]
    if not numbers or not step.may("incidents"):
        return None
    return reverse("incident_law", args=[step.contract.code, numbers[0]]), Text(
        "法令の確認を開く", "Open the page on the law"
    )


GROUP = Group(
    name="incidents",
    title=Text("インシデント", "Incidents"),
    subjects=frozenset(WATCHED),
    facts=facts_of,
    related=RELATED,
    works={
        INCIDENT: where_a_step_is_done,
        REPORTS: where_a_report_is_made,
        PROCEDURE: contractor_works_on("procedure", Text("報告手順書を開く", "Open the reporting procedure")),
    },
    acts=ACTS,
    always_taken=frozenset({"incident.reported", "incident.told_by_card"}),
    deeds=(DEEDS, ALONE, AFTER, LAW, CARDS, LINKS),
    family=Family(
        "incidents",
        Text("インシデントと報告手順書", "Incidents and their procedure"),
        Text(
            "報告、対応の記録、各段階の報告書、協議、報告手順書。訓練も含みます。",
            "Reports, what was done, each stage's report, consultations, the procedure. Drills too.",
        ),
        ("incident.", "procedure.", "report_link.", "statutory_notice.", "consultation."),
    ),
    abilities=(
        Ability(
            "incidents",
            holders=frozenset({"decides", "handles", PREPARES, AUDITS}),
            scopes=frozenset({"personal", "write"}),
        ),
    ),
    checks=(open_deadlines_fit,),
    everybody=Text("インシデントを報告できます", "reports incidents"),
    scopes={"incident": Text("インシデントを報告する", "Report incidents")},
    urls="kokoroe.duties.incidents.urls",
    pages=(
        Page("incidents", Text("インシデント", "Incidents"), tab="response", holds=("incident_report",)),
        Page("procedure", Text("報告手順書", "Reporting procedure"), tab="response"),
        Page("report_links", Text("携行カードと掲示", "Cards and posters"), tab="response"),
        Page(
            "contract_figures", Text("インシデント対応の数字", "Figures of incident response"), tab="response"
        ),
    ),
    titles={
        "procedure": Text("報告手順書", "The procedure"),
        "procedure_version": Text("報告手順書の版", "A version of the procedure"),
        "procedure_paper": Text("報告手順書の書面", "The procedure as a paper"),
        "incidents": Text("インシデント一覧", "Incidents"),
        "incident": Text("インシデント", "An incident"),
        "incident_stage": Text("インシデントの報告", "A report of an incident"),
        "incident_book": Text("インシデントの報告書綴り", "The book of an incident"),
        "incident_law": Text("法令の確認", "The law on an incident"),
        "incident_after": Text("事後の対応", "After an incident"),
        "contract_figures": Text("インシデントの集計", "Figures of incidents"),
        "incident_figures": Text("全契約のインシデントの集計", "Figures of incidents over all contracts"),
        "incident_awareness_scan": Text(
            "知った日時への同意の写し", "The scan of an agreement to an awareness"
        ),
        "evidence_file": Text("証拠のファイル", "A file of evidence"),
    },
    places={"procedure": "procedure_version", "incident": "incident"},
    buttons=(Button("incident_report", Text("事故を報告", "Report an incident"), party="contractor"),),
    banners=(suspending.banners,),
    writings=(writings.WRITING, notifying.WRITING, consulting.WRITING, procedures.WRITING),
    clock=(INCIDENT_KIND, STATUTORY_KIND, writings.KIND),
    personal=KINDS,
    unfinished=UNFINISHED,
    rights=RIGHTS,
    sworn=SWORN,
    on_record=(first_known,),
    sample=SAMPLE,
    frozen={evidence.FROZEN: evidence.read_frozen, content.MIRROR: content.read_frozen},
)
