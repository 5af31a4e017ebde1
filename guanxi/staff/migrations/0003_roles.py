"""The roles that come with the product, and the shared cache that limits of sign-in tries are kept in."""

from typing import Any

from django.db import migrations

SEE = ["see"]
WORK = ["see", "create", "edit"]
STEER = ["see", "create", "edit", "delete", "export"]
EVERYTHING = {
    **dict.fromkeys(("customer", "task"), [*STEER, "assign"]),
    **dict.fromkeys(("contact", "product", "order"), STEER),
    "entry": ["see", "create"],
    "import": ["see", "create", "administer"],
    "work": ["administer"],
    "staff": ["administer"],
}
LEAD = {
    **dict.fromkeys(("customer", "task"), [*STEER, "assign"]),
    **dict.fromkeys(("contact", "order"), STEER),
    "entry": ["see", "create"],
    "product": SEE,
    "import": ["see", "create"],
}
ROLES: list[tuple[str, str, str, dict[str, list[str]]]] = [
    ("administrator", "Administrator", "all", EVERYTHING),
    (
        "sales",
        "Sales",
        "own",
        {
            "customer": [*WORK, "assign"],
            "contact": [*WORK, "delete"],
            "entry": ["see", "create"],
            "task": [*WORK, "delete", "assign"],
            "product": SEE,
            "order": ["see", "create"],
            "import": ["see", "create"],
        },
    ),
    ("team_lead", "Team lead", "team", LEAD),
    ("department_head", "Department head", "tree", LEAD),
    (
        "service",
        "Service",
        "department",
        {
            "customer": ["see", "edit"],
            "contact": WORK,
            "entry": ["see", "create"],
            "task": [*WORK, "assign"],
            "product": SEE,
            "order": SEE,
        },
    ),
    (
        "read_only",
        "Read-only",
        "all",
        dict.fromkeys(("customer", "contact", "entry", "task", "product", "order", "import"), SEE),
    ),
]
CACHE = """
create table staff_cache (cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
create index staff_cache_expires on staff_cache (expires);
"""


def make_roles(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select guanxi_enter_system('install')")
    role, grant = apps.get_model("staff", "Role"), apps.get_model("staff", "Grant")
    for key, name, scope, grants in ROLES:
        made = role.objects.create(name=name, built_in=key)
        grant.objects.bulk_create(grant(role=made, kind=kind, scope=scope, verbs=verbs) for kind, verbs in grants.items())


class Migration(migrations.Migration):
    dependencies = [("staff", "0002_enter")]
    operations = [
        migrations.RunSQL(CACHE, "drop table staff_cache"),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
