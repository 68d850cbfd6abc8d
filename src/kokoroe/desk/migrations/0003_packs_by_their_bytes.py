"""Standings name the bytes of the pack that they were judged by; the cache is made again."""

from django.db import migrations, models


def forget(apps, schema_editor):
    apps.get_model("desk", "Standing").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [("desk", "0002_changes_below")]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.AddField(
            model_name="standing",
            name="digest",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="standing",
            name="reading",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Whose reading, and how the other stands to it.",
                max_length=24,
            ),
            preserve_default=False,
        ),
    ]
