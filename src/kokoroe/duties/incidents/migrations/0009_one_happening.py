import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0008_follow_ups")]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="happening",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="elsewhere",
                to="incidents.incident",
            ),
        ),
    ]
