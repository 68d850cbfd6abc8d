"""Packs of before count as they did, as the reading of who opened the contract, until the other party agrees."""

from django.db import migrations
from django.db.models import F


def say_who_named_them(apps, schema_editor):
    rows = apps.get_model("contracts", "ContractPack").objects.order_by()
    by_contract = {}
    for pk, contract in rows.order_by("since", "pk").values_list("pk", "contract"):
        by_contract.setdefault(contract, pk)
    for start in range(0, len(firsts := list(by_contract.values())), 500):
        rows.filter(pk__in=firsts[start : start + 500]).update(opens=True)
    rows.filter(opens=False).update(unasked=True)
    rows.update(mover="contractor")
    rows.filter(recorded_by__person__organisation=F("contract__client")).update(mover="client")


class Migration(migrations.Migration):

    dependencies = [("contracts", "0009_packs_are_agreed")]

    operations = [migrations.RunPython(say_who_named_them, migrations.RunPython.noop)]
