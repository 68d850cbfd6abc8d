from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0004_roles_are_declared")]

    operations = [
        migrations.RenameField("contract", "unwritten", "changes_below"),
        migrations.AlterField(
            "contract",
            "changes_below",
            models.PositiveIntegerField(
                default=0,
                help_text=(
                    "Grows with every act on a contract below: with the ledger's size it names a state of facts."
                ),
            ),
        ),
    ]
