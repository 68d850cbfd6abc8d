"""How sure a number is stands with the number itself, and a field of the form holds more than texts."""

from django.db import migrations, models

KINDS = (
    "mis-sent",
    "lost",
    "malware",
    "unauthorised-access",
    "exposed",
    "altered",
    "insider",
    "outage",
    "other",
)
UNITS = {"records": "件", "persons": "人"}
SURE = "persons_sure"
NOTES = {"about": "（概数）", "exact": "（確定）"}


def fold(apps, schema_editor):
    """Take the words over, and put the certainty behind each number that it was said of."""
    Incident = apps.get_model("incidents", "Incident")
    DetailChange = apps.get_model("incidents", "DetailChange")
    notes = {}
    for row in Incident.objects.exclude(details={}).only("details").iterator():
        note = notes[row.pk] = NOTES.get(row.details.get(SURE, ""), "")
        if SURE in row.details:
            row.details = {key: noted(key, value, note) for key, value in row.details.items() if key != SURE}
            row.save(update_fields=["details"])
    for row in DetailChange.objects.iterator():
        row.stored = noted(row.key, row.value, notes.get(row.incident_id, ""))
        row.save(update_fields=["stored"])


def noted(key, value, note):
    """A value as it is; a number with its unit, and with how sure it is."""
    if key not in UNITS or not value.isdecimal():
        return value
    return f"{int(value):,}{UNITS[key]}{note}"


class Migration(migrations.Migration):

    dependencies = [("incidents", "0002_law_check_known_at")]

    operations = [
        migrations.AddField("detailchange", "stored", models.JSONField(default=str, blank=True)),
        migrations.RunPython(fold, migrations.RunPython.noop),
        migrations.RemoveField("detailchange", "value"),
        migrations.RenameField("detailchange", "stored", "value"),
        *(
            migrations.AlterField(
                model, "kind", models.CharField(choices=[(key, key) for key in KINDS], max_length=30)
            )
            for model in ("incident", "report")
        ),
    ]
