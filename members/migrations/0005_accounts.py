from django.db import migrations


def confirm_addresses(apps, schema_editor):
    """Accounts that exist already were made by people who vouch for their addresses."""
    User = apps.get_model("core", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    known = EmailAddress.objects.values("user")
    EmailAddress.objects.bulk_create(
        (
            EmailAddress(user_id=pk, email=email, verified=True, primary=True)
            for pk, email in User.objects.exclude(pk__in=known).values_list("pk", "email").iterator()
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("core", "0004_members"),
        ("members", "0004_profiles"),
    ]

    operations = [migrations.RunPython(confirm_addresses, migrations.RunPython.noop)]
