"""What the annex asks of a procedure: the clauses, and the verb of the client's answer where one is wanted."""

from datetime import datetime

from kokoroe.annex.facts import Step
from kokoroe.annex.types.documents import PrepareDocument
from kokoroe.contracts.models import Contract
from kokoroe.contracts.terms import pack_in_force
from kokoroe.duties.incidents.facts import PROCEDURE
from kokoroe.duties.incidents.procedure.drawing import terms_at


def asked(contract: Contract, at: datetime) -> tuple[str, list[str]]:
    """The verb with which the client answers (empty: nobody answers, it is a notice), and the clauses that ask.

    The verb counts where the annex itself, or a house rule that is on, wants the document accepted.

    Raises:
        kokoroe.packs.PackError, KeyError: the contract's annex pack cannot be read.
    """
    duties = [
        (duty, duty.params)
        for duty in pack_in_force(contract, at).duties
        if isinstance(duty.params, PrepareDocument) and duty.params.subject == PROCEDURE
    ]
    terms = terms_at(contract, at) if duties else None
    verb = next(
        (
            duty.verb
            for duty, params in duties
            if duty.verb
            and terms is not None
            and (params.settled_by is Step.ACCEPTED or terms.on(params.accepted_if))
        ),
        "",
    )
    return verb, [duty.clause for duty, _params in duties]
