"""An incident that had ended can go on; that it had stays on record."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("incidents", "0006_time_uncertain"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("closing", "reopened_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "closing",
            "reopened_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "closing",
            "reopening",
            models.TextField(blank=True, default="", help_text="Why it was reopened."),
        ),
        migrations.RemoveConstraint("closing", "an_incident_ends_once"),
        migrations.AddConstraint(
            "closing",
            models.UniqueConstraint(
                condition=models.Q(("reopened_at__isnull", True)),
                fields=("incident",),
                name="an_incident_ends_once",
            ),
        ),
    ]
