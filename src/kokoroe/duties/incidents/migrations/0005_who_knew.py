"""Who knew since when: those in charge, the client, and whom it was learnt from."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("incidents", "0004_calls_that_count")]

    operations = [
        migrations.AddField("appraisal", "company_at", models.DateTimeField(null=True)),
        migrations.AddField("report", "party", models.CharField(default="contractor", max_length=10)),
        migrations.AddField(
            "report",
            "source",
            models.CharField(
                blank=True, default="", help_text="From whom it was learnt: `reporting.SOURCES`.", max_length=20
            ),
        ),
        migrations.AddField("report", "claimed_at", models.DateTimeField(null=True)),
    ]
