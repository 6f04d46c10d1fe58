from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_seats")]

    operations = [migrations.RemoveConstraint(model_name="practicelineage", name="a_lineage_names_the_other")]
