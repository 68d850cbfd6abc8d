"""How the deeds of an incident are done, where it takes more than the first value of each field."""

from tests.duties.worlds import Way

LEAK = {
    "personal-information": "yes",
    "affected": "yes",
    "recovered-unseen": "no",
    "encrypted": "no",
    "public-body": "yes",
    "sensitive": "yes",
}


def incident_of(made):
    from kokoroe.duties.incidents.models import Incident

    return Incident.objects.get(contract=made.party.contract, number=made.objects["incident"])


def open_task(made):
    """A measure that is still to be taken."""
    return {"task": incident_of(made).tasks.get(done_at=None).pk}


def another(made):
    """Another incident, of which it may be a part."""
    from tests.duties.incidents.staged import HOUR
    from tests.duties.incidents.world import AT
    from tests.duties.incidents.writing.conftest import Writing

    Writing(made.party, planned=False).reported(at=AT - HOUR, key="another")
    return {}


def over(made):
    """The incident has ended."""
    from tests.duties.incidents.world import AT

    from kokoroe.contracts.seats import seat_of
    from kokoroe.duties.incidents.appraising import close

    seat = seat_of(made.party.officer, made.party.contract, at=AT)
    close(seat=seat, incident=incident_of(made), how="false-alarm", reason="誤報", now=AT)
    return {}


def told(made):
    """Everybody who may acknowledge the deadline has been told of it."""
    from kokoroe.clock.models import Notice

    Notice.objects.filter(pk=made.objects["notice"]).update(deadline=made.objects["deadline"])
    return {}


def concerned(made):
    """Personal information is concerned, as has been answered."""
    from tests.duties.incidents.world import AT

    from kokoroe.contracts.seats import seat_of
    from kokoroe.duties.incidents.law.answering import answer

    seat = seat_of(made.party.officer, made.party.contract, at=AT)
    answer(seat=seat, incident=incident_of(made), answers=LEAK, now=AT)
    return {}


def at_work(made):
    """The suspension that was recorded is over."""
    from tests.duties.incidents.world import AT

    from kokoroe.duties.incidents.models import Suspension

    Suspension.objects.filter(pk=made.objects["rest"]).update(ends_at=AT, resumed_at=AT)
    return {}


def another_contract(made):
    """A contract of the same contractor's, which the same people prepare."""
    from tests.duties.incidents.test_elsewhere import second_contract

    second_contract(made.party, annex="sapporo")
    return {}


def without_a_scan(made):
    """No agreement to the time of awareness is on record."""
    from kokoroe.duties.incidents.models import Appraisal

    Appraisal.objects.filter(incident=incident_of(made)).update(paper=None, paper_at=None)
    return {}


WAYS = {
    "incident_awareness_paper": (Way(before=without_a_scan),),
    "incident_acknowledged": (Way(before=told),),
    "incident_appraise": (
        Way(typed={"occurred_at": "2026-04-19T09:00"}),
        Way(typed={"aware_at": "2026-04-19T08:00", "occurred_at": ""}),
    ),
    "incident_change_task": (Way(typed={"what": "一斉送信の前に、宛先を読み上げる。"}, before=open_task),),
    "incident_close": (Way(typed={"how": "false-alarm"}),),
    "incident_done": (Way(typed={"keys": ["ask-deletion"]}),),
    "incident_drop_task": (Way(before=open_task),),
    "incident_elsewhere": (Way(before=another_contract),),
    "incident_finish_task": (Way(before=open_task),),
    "incident_law_answer": (Way(), Way(typed=LEAK)),
    "incident_law_file": (Way(typed={"clock": "public-body.final"}),),
    "incident_law_submit": (Way(before=concerned),),
    "incident_merge": (Way(before=another),),
    "incident_reopen": (Way(before=over),),
    "incident_rename": (Way(typed={"title": "一斉通知メールの誤送信"}),),
    "incident_suspend": (Way(typed={"basis": "client", "ends_at": ""}, before=at_work),),
}
