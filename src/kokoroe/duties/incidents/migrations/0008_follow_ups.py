from django.db import migrations, models


class Migration(migrations.Migration):
    """Every further version of before was named a correction, which is what it stays."""

    dependencies = [("incidents", "0007_reopened")]

    operations = [
        migrations.AddField(
            model_name="stagereport", name="further", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="stagereport", name="sequence", field=models.PositiveIntegerField(default=1)
        ),
    ]
