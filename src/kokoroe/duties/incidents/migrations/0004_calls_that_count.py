"""A call about a stage says what the stage answers with, and the client can confirm it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SUBJECTS = {
    "first-report": "incident:first-report",
    "detailed-report": "incident:detailed-report",
    "corrective-plan": "incident:corrective-plan",
    "result-report": "incident:result-report",
    "incident": "incident:first-report",
}


def name(apps, schema_editor):
    """What the stages of the packs that come with kokoroe answer with."""
    Delivery = apps.get_model("incidents", "Delivery")
    for stage, subject in SUBJECTS.items():
        Delivery.objects.filter(stage=stage).update(subject=subject)


class Migration(migrations.Migration):

    dependencies = [
        ("incidents", "0003_as_people_write_it"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("delivery", "subject", models.CharField(blank=True, default="", max_length=60)),
        migrations.AddField("delivery", "confirmed_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "delivery",
            "confirmed_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(name, migrations.RunPython.noop),
    ]
