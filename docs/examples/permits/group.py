"""オンラインストレージの利用許可: five fields, asked for by the contractor, permitted by the client."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from kokoroe.annex.facts import Evidence, Fact, Step, Stepped, Watched
from kokoroe.annex.pack import DutyType
from kokoroe.annex.text import Text
from kokoroe.contracts.facts import BEGINNING
from kokoroe.contracts.models import Contract
from kokoroe.contracts.pages import Page
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.terms import pack_in_force, verb_and_clauses
from kokoroe.declare import DAY, LINE, TEXT, Field, FieldGroup, Form, Meaning
from kokoroe.declare.kinds import to_json
from kokoroe.declare.meaning import attributes
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.who import seat
from kokoroe.fields.forms import value_of
from kokoroe.fields.ledger import public_part
from kokoroe.fields.showing import rows
from kokoroe.groups.group import Group, contractor_works_on
from kokoroe.ledger.canonical import canonical
from kokoroe.plan.form_paper import form_paper
from kokoroe.submissions import machine
from kokoroe.submissions.drafting import Outgoing, put_in_writing
from kokoroe.submissions.models import Submission
from kokoroe.submissions.reading import Writings
from kokoroe.submissions.writings import Writing

SUBJECT = "storage"
FIELDS = (
    Field("service", LINE, Text("サービスの名称", "Service"), required=True, means=Meaning.NAMES),
    Field("purpose", TEXT, Text("使う目的", "What it is for"), required=True),
    Field("keeper", LINE, Text("管理する人", "Who looks after it"), required=True, personal=True),
    Field("since", DAY, Text("使い始める日", "From"), required=True, means=Meaning.EFFECTIVE_ON),
    Field("until", DAY, Text("使い終える日", "Until"), required=True, means=Meaning.VALID_UNTIL),
)
TITLE = Text("オンラインストレージ利用許可申請書", "Application to use online storage")
FORM = Form("storage_permit", TITLE, (FieldGroup(Text("サービス", "Service"), FIELDS),), mark="許")


def apply(*, seat: Seat, now: datetime, **typed: Any) -> Submission:
    """Ask for the permission in writing. Raises NotAllowed, NotPossible, PaperError."""
    contract = seat.contract
    values = {field.key: to_json(field, value_of(field, typed[field.key])) for field in FIELDS}
    verb, clauses = verb_and_clauses(pack_in_force(contract, now), DutyType.PRIOR_CONSENT, SUBJECT)

    outgoing = Outgoing(
        form=FORM.key, title=TITLE.ja, verb=verb, clauses=clauses, content=canonical(values),
        paper=lambda number: form_paper(contract, FORM, values, verb=verb, clauses=clauses, number=number, now=now),
        public=public_part(FIELDS, values),
    )  # fmt: skip
    return put_in_writing(
        seat=seat, outgoing=outgoing, hold=lambda: None, follow=lambda _, made, __: made, now=now
    )


def facts_of(contracts: Collection[Contract], writings: Writings) -> Iterator[tuple[int, Fact]]:
    """What was asked for and answered; one query."""
    for one in contracts:
        yield one.pk, Watched(happened_at=BEGINNING, recorded_at=one.created_at, subject=SUBJECT)
    found = Submission.objects.filter(contract__in=contracts, form=FORM.key)
    for pk, contract, content in found.values_list("pk", "contract", "content"):
        meant = FORM.meant(json.loads(bytes(content)))
        evidence = (Evidence(TITLE, f"submission:{pk}"),)
        for step in writings.get(pk, ()):
            if step.name not in machine.INSIDE:
                yield contract, Stepped(
                    happened_at=step.happened_at, recorded_at=step.recorded_at, subject=SUBJECT, ref=str(pk),
                    step=Step(step.name), verb=step.submission.verb, evidence=evidence, **attributes(Stepped, meant),
                )  # fmt: skip


def detail(submission: Submission) -> tuple[str, dict[str, Any]]:
    """What the client sees of it when it decides."""
    return "permits/detail.html", {"rows": list(rows(FIELDS, json.loads(bytes(submission.content))))}


APPLY = Deed(
    name="permit_apply", path="new", label=Text("利用の許可を申請する", "Apply for a permission"),
    word=Text("申請する", "Apply"), done=Text("申請しました。", "It was applied for."),
    fields=FIELDS, verb=apply, acts=(f"{FORM.key}.submitted",), who=seat("submit", party="contractor"), back="permits",
)  # fmt: skip
DEEDS = Deeds("c/<slug:code>/permits/", APPLY)

GROUP = Group(
    name="permits",
    title=Text("利用の許可", "Permissions"),
    subjects=frozenset({SUBJECT}),
    facts=facts_of,
    works={SUBJECT: contractor_works_on("permits", Text("許可の台帳を開く", "Open the permissions"))},
    writings=(Writing(FORM.key, TITLE, FORM.mark, detail),),
    deeds=(DEEDS,),
    urls="kokoroe.duties.permits.urls",
    pages=(Page("permits", Text("利用の許可", "Permissions"), tab="books"),),
)
