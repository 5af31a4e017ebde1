"""Streams end with what they stand on: a session that is deleted, a member who is deactivated."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("staff", "0003_roles"), ("sessions", "0001_initial")]
    operations = [migrations.RunSQL((SQL / "streams.sql").read_text())]
