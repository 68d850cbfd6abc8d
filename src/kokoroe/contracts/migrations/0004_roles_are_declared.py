from django.db import migrations, models


class Migration(migrations.Migration):
    """Which roles there are is said by kokoroe.contracts.roles alone; the table stays as it is."""

    dependencies = [("contracts", "0003_subcontracts_and_confirmations")]

    operations = [
        migrations.AlterField(model_name="clientrole", name="role", field=models.CharField(max_length=10)),
    ]
