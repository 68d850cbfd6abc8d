"""An incident of every kind, and what the tests that walk over everything are told of them."""

from datetime import timedelta

from tests.duties.incidents.ways import WAYS
from tests.duties.worlds import GroupWorld

from kokoroe.contracts.seats import seat_of
from people import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT = NOW + 31 * DAY
FIRST = "first-report"
WORD = "a word of ours, a key or a hash: nobody types it"
OFFICE = "about an organisation or a contract, not about a person"
EDIT = "counts the changes of a draft or a form, so that two who write at once are told"
FROZEN = "frozen content: verified against the digest that its entry holds"
PREPARING = {"prepares", "stand-in", "officer", "deputy", "contractor administrator"}
CONTRACTORS = PREPARING | {"lead", "training", "worker", "leaver"}
DEEDS = """incident_join incident_leave incident_done incident_inapplicable incident_measure incident_strike_measure
    incident_note incident_strike_note incident_task incident_change_task incident_finish_task incident_drop_task
    incident_hand_over incident_rename incident_appraise incident_close incident_reopen incident_merge incident_elsewhere
    evidence_add"""


def furnish(made, number):
    """So many incidents that the last ones of two contracts differ, and all that belongs to one."""
    from tests.duties.incidents.procedure.conftest import Table
    from tests.duties.incidents.staged import busy
    from tests.duties.incidents.writing.conftest import WORDS, Writing

    from kokoroe.duties.incidents.after.consulting import record_minutes
    from kokoroe.duties.incidents.appraising import appraise
    from kokoroe.duties.incidents.card_reporting import report_by_card
    from kokoroe.duties.incidents.models import Filing, Report, ReportLink, Suspension
    from kokoroe.duties.incidents.moving import record_agreement
    from kokoroe.duties.incidents.writing.submitting import record_delivery

    party, contract = made.party, made.party.contract
    table = Table(party)
    table.accepted()
    table.draft()
    running = Writing(party, planned=False)
    busy_one = [busy(running, key=f"busy{each}") for each in range(number)][-1]
    running.write(busy_one, AT - HOUR, **WORDS)
    running.submit(busy_one, FIRST, AT - HOUR, delay_reason="回線が切れていた。")
    call = record_delivery(
        seat=seat_of(party.officer, contract, at=AT), incident=busy_one, stage=FIRST, how="phone", who="見本 太郎",
        whom="市役 一子", at=AT - HOUR, now=AT - HOUR,
    )  # fmt: skip
    link = ReportLink.objects.create(contract=contract, created_at=AT, created_by=party.officer)
    report_by_card(
        link=link, kind="lost", noticed_at=AT - HOUR, possibility=True, text="鞄を置き忘れた。", name="例示 四郎",
        reach="090-0000-0000", key="card", now=AT - HOUR,
    )  # fmt: skip
    minutes = record_minutes(
        seat=seat_of(party.officer, contract, at=AT), incident=busy_one, seen=0, held_at=AT - HOUR,
        topics={"damages": ("郵送費", "乙が負担する")}, means="電話",
        attended={"client": "市役 一子", "contractor": "見本 太郎"}, now=AT,
    )  # fmt: skip
    appraise(
        seat=seat_of(party.officer, contract, at=AT), incident=busy_one, aware_at=AT - HOUR / 2, possibility=False,
        tags=busy_one.appraisal.tags.split(), reason="防犯カメラの記録による", now=AT,
    )  # fmt: skip
    scan = {"filename": "同意.pdf", "media_type": "application/pdf", "content": b"%PDF-1.7"}
    record_agreement(
        seat=seat_of(party.officer, contract, at=AT), incident=busy_one, **scan, now=AT - HOUR / 4
    )
    rest = Suspension.objects.create(
        contract=contract,
        incident=busy_one,
        basis="client",
        scope="全部",
        starts_at=AT,
        recorded_at=AT,
        by=party.client,
    )
    filing = Filing.objects.create(
        incident=busy_one,
        clock="public-body.preliminary",
        made_at=AT,
        party="client",
        recorded_at=AT,
        by=party.client,
    )
    return {
        "procedure": 1,
        "section": "calling",
        "call": call.pk,
        "link": link.pk,
        "link token": link.token,
        "incident": busy_one.number,
        "stage": FIRST,
        "evidence": busy_one.files.first().pk,
        **{
            kind: getattr(busy_one, f"{kind}s").first().pk
            for kind in ("note", "task", "measure", "responder")
        },
        "reference": Report.objects.filter(incident=busy_one).first().key,
        "deadline": contract.deadlines.filter(kind="incident", ref=str(busy_one.pk)).first().pk,
        "report": Report.objects.filter(incident=busy_one).first().pk,
        "card report": Report.objects.filter(link=link).first().pk,
        "minutes": minutes.number,
        "rest": rest.pk,
        "filing": filing.pk,
    }


def written(asking):
    """What is in the procedure."""
    from kokoroe.duties.incidents.models import Procedure

    ours = asking.world.ours
    return [Procedure.objects.get(contract=ours.party.contract, number=ours.objects["procedure"]).content]


WORLD = GroupWorld(
    furnish=furnish,
    abilities={"incidents": PREPARING | {"decides", "handles", "auditor"}},
    kinds_by_word={
        "acknowledge": "deadline",
        "calls": "call",
        "deliveries": "call",
        "card-reports": "card report",
        "deadlines": "deadline",
        "evidence": "evidence",
        "files": "evidence",
        "incident-reports": "reference",
        "incidents": "incident",
        "links": "link",
        "measures": "measure",
        "notes": "note",
        "procedure": "procedure",
        "report": "report",
        "report-links": "link",
        "responders": "responder",
        "sections": ":calling",
        "tasks": "task",
    },
    kinds={
        ("api:incident_minutes_confirm", "version"): "minutes",
        ("api:incident_minutes_submit", "version"): "minutes",
        ("api:incident_resume", "pk"): "rest",
        ("api:incident_law_strike", "pk"): "filing",
        ("api:procedure_pdf", "number"): "procedure",
        ("api:procedure_read", "number"): "procedure",
        ("api:report_link_paper", "kind"): ":card",
        ("card_report", "pk"): "card report",
        ("incident_act", "deed"): ":note",
        ("incident_act_of", "deed"): ":strike-note",
        ("incident_act_of", "pk"): "note",
        ("incident_card_report", "token"): "link token",
        ("incident_card_taken", "token"): "link token",
        ("procedure_section", "key"): ":calling",
    },
    offered={
        **dict.fromkeys(("incident_awareness_scan", "api:incident_awareness_scan"), PREPARING | {"decides"}),
        "incident_report": CONTRACTORS | {"decides", "handles"},
    },
    acts={"api:incident_acknowledge": {"officer", "deputy"}},
    owners={
        "evidence": PREPARING | {"worker"},
        "procedure_paper": CONTRACTORS | {"decides", "handles", "auditor"},
        "reference": {"worker"},
        "report": {"worker"},
    },
    common=frozenset({"stage", "procedure", "minutes"}),
    nowhere={"reference": "card9"},
    numbers={"incident": "2026-009"},
    unshown=(
        ("incident_law", "decides", {"act": ["strike"]}, "filing"),
        ("incident_law", "prepares", {"act": ["count"]}, "report"),
    ),
    operations={
        "incident_stage": "incident_form incident_write incident_submit",
        "incident_stage_preview": "incident_preview",
        "incident_delivery": "incident_deliver",
        "incident_call_confirmed": "incident_call_confirm",
        "incident_awareness_agree": "incident_awareness_agree",
        "incident_awareness_refuse": "incident_awareness_refuse",
        "incident_awareness_paper": "incident_awareness_record",
        "incident_awareness_scan": "incident_awareness_scan",
        "incident_book": "incident_book",
        "incident_report": "incident_report incident_report_with_photos",
        "incident_reported": "incident_report_own",
        "procedure": "procedure_versions",
        "procedure_version": "procedure_read",
        "procedure_paper": "procedure_pdf",
        "procedure_review": "procedure_draft",
        "procedure_open": "procedure_open",
        "procedure_preview": "procedure_preview",
        "procedure_finish": "procedure_finish",
        "procedure_discard": "procedure_discard",
        "procedure_section": "procedure_write procedure_draw",
        "report_links": "report_links report_link_make",
        "report_link_revoke": "report_link_end",
        "report_card": "report_link_paper",
        "report_poster": "report_link_paper",
        "incidents": "incidents card_reports",
        "contract_figures": "contract_figures",
        "incident_figures": "all_figures",
        "card_report": "card_report_read card_report_confirm card_report_dismiss",
        "evidence_file": "evidence_file",
        "incident": "incident_read incident_timeline",
        "incident_law": """incident_law incident_law_answer incident_law_write incident_law_file incident_law_strike
            incident_law_count incident_law_submit""",
        "incident_law_notice": "incident_law_notice",
        "incident_after": """incident_after incident_minutes_write incident_minutes_confirm incident_minutes_submit
            incident_suspend incident_resume incident_learn""",
        "incident_after_minutes": "incident_minutes_paper",
        "incident_acknowledged": "incident_acknowledge",
        "incident_act": DEEDS,
        "incident_act_of": DEEDS,
    },
    only_on_screens={
        "for somebody without an account, who has no token": "incident_card_report incident_card_taken",
    },
    unsworn={
        "incidents.Incident.edit": EDIT,
        "incidents.EvidenceFile.content": FROZEN,
        "incidents.EvidenceFile.sha256": FROZEN,
        "incidents.Report.key": "made by the browser that keeps what was typed, so that it is taken once",
        "incidents.Procedure.edit": EDIT,
        "incidents.Procedure.content": FROZEN,
    },
    impersonal={
        "incidents.Incident.number": OFFICE,
        "incidents.Incident.kind": WORD,
        "incidents.Appraisal.tags": WORD,
        "incidents.Appraisal.mover": WORD,
        "incidents.Closing.how": WORD,
        "incidents.LawCheck.party": WORD,
        "incidents.Filing.clock": WORD,
        "incidents.Filing.party": WORD,
        "incidents.Minutes.party": WORD,
        "incidents.Consent.party": WORD,
        "incidents.Suspension.basis": WORD,
        "incidents.Lesson.party": WORD,
        "incidents.DetailChange.key": WORD,
        "incidents.Report.kind": WORD,
        "incidents.Report.key": WORD,
        "incidents.EvidenceFile.media_type": WORD,
        "incidents.Measure.key": WORD,
        "incidents.StageReport.stage": WORD,
        "incidents.StageReport.subject": WORD,
        "incidents.Delivery.stage": WORD,
        "incidents.Delivery.how": WORD,
        "incidents.Delivery.subject": WORD,
        "incidents.Report.party": WORD,
        "incidents.Report.source": WORD,
    },
    ways=WAYS,
    found=frozenset({"incident", "link", "report"}),
    papers={"procedure": written, "procedure_section": written},
    drawn_up=frozenset({"incidents.Procedure"}),
)
