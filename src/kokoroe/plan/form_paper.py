"""A declared form that was filled in, as a paper of its own: its letter, and the fields as sections behind it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.models import Contract
from kokoroe.declare import Form
from kokoroe.declare.values import Stored
from kokoroe.fields.sections import sections
from kokoroe.papers.data import to_json
from kokoroe.papers.file_names import file_name
from kokoroe.papers.render import render
from kokoroe.plan.paper import letter, officers
from kokoroe.submissions.actions import Attachment
from kokoroe.submissions.heading import work_of


def form_paper(
    contract: Contract,
    form: Form,
    values: Mapping[str, Stored],
    *,
    verb: str,
    clauses: Sequence[str],
    number: str,
    now: datetime,
    mark: str = "",
) -> Attachment:
    """The paper as it goes with the submission; `verb` is what the client is asked for, empty for a notice.

    Raises:
        kokoroe.papers.render.PaperError: it cannot be printed; the sentence names the characters.
    """
    title = form.title.ja
    head = letter(
        contract,
        title=f"{title}の提出について",
        content=officers(contract, now),
        number=number,
        enclosures=(title,),
        now=now,
        mark=mark,
    )
    data = {
        "letter": to_json(head),
        "work": to_json(work_of(contract, verb=verb, clauses=clauses, now=now)),
        "form": title,
        "sections": [to_json(one) for one in sections(form.fields, values)],
    }
    name = file_name(date_in_japan(now), title, number)
    return Attachment(kind="submission", filename=name, content=render("form", data, now=now))
