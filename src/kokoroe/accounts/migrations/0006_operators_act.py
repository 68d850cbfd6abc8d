from django.db import migrations


def let_operators_act(apps, schema_editor):
    """Who acts at the command line cannot sign in; an account that is closed sees nothing any more."""
    accounts = apps.get_model("accounts", "Account").objects
    accounts.filter(email__endswith="@kokoroe.invalid").update(is_active=True, signs_in=False)
    accounts.filter(email__endswith="@service.invalid").update(signs_in=False)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_sign_in_providers")]
    operations = [migrations.RunPython(let_operators_act, migrations.RunPython.noop)]
