import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0008_moves_and_their_answers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='contractpack',
            options={'ordering': ['recorded_at', 'pk']},
        ),
        migrations.AddField(
            model_name='contractpack',
            name='agreed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='contractpack',
            name='agreed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contractpack',
            name='mover',
            field=models.CharField(blank=True, choices=[('client', 'client'), ('contractor', 'contractor')], default='', max_length=10),
        ),
        migrations.AddField(
            model_name='contractpack',
            name='opens',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='contractpack',
            name='paper',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='contracts.movepaper'),
        ),
        migrations.AddField(
            model_name='contractpack',
            name='paper_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='contractpack',
            name='paper_counts',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='contractpack',
            name='reason',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='contractpack',
            name='refusal',
            field=models.TextField(blank=True, default='', help_text='Why it was refused.'),
        ),
        migrations.AddField(
            model_name='contractpack',
            name='refused_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='contractpack',
            name='refused_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contractpack',
            name='told_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='contractpack',
            name='unasked',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='contractpack',
            name='since',
            field=models.DateField(help_text='It counts from this day (JST) on at the earliest.'),
        ),
    ]
