from datetime import time, timedelta, timezone

from django.db import migrations, models


JST = timezone(timedelta(hours=9))


def days_alone(apps, schema_editor):
    """The form in which an answer from paper is recorded asked for its day alone until now.

    It was kept as the beginning of that day, or as the moment of the submission where that came later.
    """
    steps = apps.get_model("submissions", "Step").objects
    for row in steps.filter(assurance="recorded_from_paper").only("submission", "happened_at"):
        submitted = steps.filter(submission=row.submission_id, name="submitted", happened_at=row.happened_at)
        if row.happened_at.astimezone(JST).time() == time.min or submitted.exists():
            steps.filter(pk=row.pk).update(day_only=True)


class Migration(migrations.Migration):
    dependencies = [("submissions", "0003_answer_by_link")]

    operations = [
        migrations.AddField("step", "day_only", models.BooleanField(default=False)),
        migrations.AddField("step", "timed_at", models.DateTimeField(null=True)),
        migrations.AddField("step", "timed_recorded_at", models.DateTimeField(null=True)),
        migrations.RunPython(days_alone, migrations.RunPython.noop),
    ]
