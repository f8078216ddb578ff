"""A result keeps its marks in its own row, as columns by position."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = ("version_id", "domain_id", "points", "max_points")


def pack(apps, schema_editor):
    result, mark = apps.get_model("marking", "Result"), apps.get_model("marking", "Mark")
    for row in result.objects.iterator():
        marks = list(mark.objects.filter(result=row).order_by("position"))
        if marks:
            row.marks = {name: [getattr(mark, name) for mark in marks] for name in KEPT}
            row.marks["selected"] = ["".join(sorted(mark.selected)) for mark in marks]
            row.save(update_fields=["marks"])


class Migration(migrations.Migration):
    dependencies = [("marking", "0001_initial")]

    operations = [
        migrations.AlterField(
            "mark",
            "result",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="former_marks", to="marking.result"
            ),
        ),
        migrations.AddField("result", "marks", models.JSONField(default=dict)),
        migrations.RunPython(pack, migrations.RunPython.noop),
        migrations.DeleteModel("Mark"),
        migrations.AlterField(
            "subscore",
            "result",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="subscores",
                to="marking.result",
            ),
        ),
    ]
