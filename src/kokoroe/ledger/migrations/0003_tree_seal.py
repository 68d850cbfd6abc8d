from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_anchors")]

    operations = [
        migrations.AddField("tree", "seal", models.BinaryField(default=b"", max_length=32)),
    ]
