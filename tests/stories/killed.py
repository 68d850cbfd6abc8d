"""Run as a program: submit and accept a plan, killed (SIGKILL) before every statement, before and after the commit.

Works on the installation that KOKOROE_DATA and KOKOROE_DATABASE name, prepared and with nothing in it. Each try is a fork of its
own, made while nothing has the database open and no other thread runs. Prints one line of JSON for each point: the act,
how many rows and how many ledger entries it has left, and whether the ledger verifies.
"""

# ruff: noqa: E402, T201 (a program of its own: Django is set up before its models are imported, and it prints)

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import timedelta

import django

django.setup()

from django.db import connection

from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import seat_of
from kokoroe.ledger.models import Entry, Tree
from kokoroe.ledger.verify import verify
from kokoroe.plan import paper
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.writings import DRAFTING
from kokoroe.site.settings import INSTALLATION
from kokoroe.submissions.actions import accept
from kokoroe.submissions.models import Step, Submission
from people import NOW, People, people

# The paper is made before the act's transaction: here it is a stand-in, so that fifty tries do not set fifty papers.
paper.plan_pdf = lambda *_, **__: b"%PDF-"

MOST = 200  # points; an act that is not through by then never ends


def main() -> None:
    INSTALLATION.ensure()
    set_up()  # here, so that what is read once is not read again in every fork
    connection.close()
    for name, act in (("submitted", submit), ("accepted", accept_plan)):
        for point in range(MOST):
            in_a_fork(lambda point=point, act=act: killed_at(point, act))
            left = look(name)
            connection.close()
            print(json.dumps({"act": name, "point": point, **left}), flush=True)
            if left["rows"]:
                break


def set_up() -> None:
    people().draft()


def submit() -> None:
    version = PlanVersion.objects.get()
    DRAFTING.submit(seat=the().officer_seat, draft=version, edit=version.edit, now=NOW)


def accept_plan() -> None:
    accept(seat=the().client_seat, submission=Submission.objects.get(), now=NOW + timedelta(hours=1))


def the() -> People:
    """The people that are in the database."""
    from kokoroe.accounts.models import Account

    contract = Contract.objects.get()
    by_email = {account.email.split("@")[0]: account for account in Account.objects.all()}
    found = People(contract, by_email["ichiko"], by_email["taro"], by_email["jiro"], by_email["saburo"])
    assert seat_of(found.client, contract, at=NOW).may("decide")
    return found


def killed_at(point: int, act: Callable[[], None]) -> None:
    """Do the act, and die at the given point of it: statements count, and either side of the commit."""
    left = point

    def step() -> None:
        nonlocal left
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    def before(execute, sql, params, many, context):
        step()
        return execute(sql, params, many, context)

    commit = connection._commit

    def around_commit() -> None:
        step()
        commit()
        step()

    connection.ensure_connection()
    connection._commit = around_commit
    with connection.execute_wrapper(before):
        act()


def look(name: str) -> dict[str, object]:
    """What an act has left: its rows, its entries, and whether everything fits."""
    rows = Step.objects.filter(name=name).count()
    changed = {
        "submitted": Submission.objects.count()
        + PlanVersion.objects.filter(submission__isnull=False).count(),
        "accepted": PlanVersion.objects.filter(effective_at__isnull=False).count() * 2,
    }[name]
    entries = Entry.objects.filter(act=f"plan.{name}").count()
    return {
        "rows": rows,
        "changed": changed,
        "entries": entries,
        "sound": all(verify(tree).ok for tree in Tree.objects.all()),
    }


def in_a_fork(work: Callable[[], object]) -> dict[str, object]:
    """Do the work in a child of its own; what it returns comes back by a pipe. A child may be killed, but not fail."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.close(reader)
            os.write(writer, json.dumps(work() or {}).encode())
            code = 0
        except BaseException:  # noqa: BLE001 (the parent is told by the exit code)
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in {0, -signal.SIGKILL}:
        sys.exit("a try failed by itself")
    return json.loads(said or "{}")


if __name__ == "__main__":
    main()
