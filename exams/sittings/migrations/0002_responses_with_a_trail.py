"""Responses get a trail, a key of their own columns and short codes; sittings get the head of their chain."""

import django.db.models.deletion
from django.db import migrations, models

import exams.sittings.models.codes
import exams.sittings.models.head

COPIED = (
    "sitting_id", "position", "version_id", "is_flagged", "change_count", "first_at", "last_at", "changed_by",
    "selected", "struck",
)
LARGEST = 2_147_483_647


def copy_responses(apps, schema_editor):
    """What was answered before has no trail: its receipt says so."""
    old = apps.get_model("sittings", "FormerResponse")
    new = apps.get_model("sittings", "Response")
    rows = (
        new(
            **{name: getattr(row, name) for name in COPIED},
            first_at_ms=min(row.first_at_ms, LARGEST),
            last_at_ms=min(row.last_at_ms, LARGEST),
            spent_ms=min(row.spent_ms, LARGEST),
        )
        for row in old.objects.iterator()
    )
    new.objects.bulk_create(rows, batch_size=500)


def copy_sequence(apps, schema_editor):
    """A sitting that runs now goes on where its active client stood."""
    sitting = apps.get_model("sittings", "Sitting")
    client = apps.get_model("sittings", "SittingClient")
    for row in sitting.objects.filter(active_client__isnull=False).iterator():
        held = client.objects.filter(sitting=row, client=row.active_client).first()
        if held is not None:
            row.active_seq, row.last_seen_at = held.last_seq, held.last_seen_at
            row.save(update_fields=["active_seq", "last_seen_at"])


def leave_room(apps, schema_editor):
    """Rows that change often: with room on their page a change touches no index."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE sittings_response SET (fillfactor = 85)")
        schema_editor.execute("ALTER TABLE sittings_sitting SET (fillfactor = 90)")


class Migration(migrations.Migration):
    dependencies = [("bank", "0001_initial"), ("sittings", "0001_initial")]

    operations = [
        # In this order PostgreSQL logs the shortest stretch of a row for each save.
        migrations.AddField("sitting", "last_seen_at", models.DateTimeField(null=True)),
        migrations.AddField("sitting", "active_seq", models.PositiveIntegerField(default=0)),
        migrations.AddField("sitting", "receipt_number", models.PositiveIntegerField(default=0)),
        migrations.AddField("sitting", "receipt_head", exams.sittings.models.head.HeadField()),
        migrations.RemoveConstraint("response", "response_positions_count_from_1"),
        migrations.RenameModel("Response", "FormerResponse"),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sitting_id", "position", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responses",
                        to="sittings.sitting",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="bank.itemversion",
                    ),
                ),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("first_at_ms", models.PositiveIntegerField()),
                ("last_at_ms", models.PositiveIntegerField()),
                ("spent_ms", models.PositiveIntegerField(default=0)),
                ("change_count", models.PositiveIntegerField(default=0)),
                ("position", models.PositiveSmallIntegerField()),
                ("is_flagged", models.BooleanField(default=False)),
                ("changed_by", models.UUIDField()),
                ("selected", exams.sittings.models.codes.CodesField()),
                ("struck", exams.sittings.models.codes.CodesField()),
                ("trail", models.TextField(default="")),
            ],
            options={
                "ordering": ["sitting", "position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1)), name="response_positions_count_from_1"
                    )
                ],
            },
        ),
        migrations.RunPython(leave_room, migrations.RunPython.noop),
        migrations.RunPython(copy_sequence, migrations.RunPython.noop),
        migrations.RunPython(copy_responses, migrations.RunPython.noop),
        migrations.DeleteModel("FormerResponse"),
    ]
