from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = []
