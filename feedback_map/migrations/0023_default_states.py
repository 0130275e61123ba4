"""Towns that were made before there were states get those that every town begins with."""

from typing import Any, ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

FIRST_STATES = (
    ("in-progress", "open", "Käsittelyssä", "Under behandling", "Being handled"),
    ("planned", "planned", "Suunnitteilla", "Under planering", "Planned"),
    ("done", "done", "Tehty", "Åtgärdat", "Done"),
    ("closed-not-done", "closed_not_done", "Suljettu, ei toteuteta", "Avslutat, genomförs inte", "Closed, not done"),
    ("not-ours", "not_ours", "Ei kunnan asia", "Inte kommunens ärende", "Not the town's to do"),
    ("duplicate", "duplicate", "Jo kerrottu", "Redan anmält", "Told before"),
)


def give_states(apps: Any, schema_editor: Any) -> None:
    state, town_model = apps.get_model("feedback_map", "State"), apps.get_model("geo", "Municipality")
    alias = schema_editor.connection.alias
    with_states = state.objects.using(alias).values("municipality")
    state.objects.using(alias).bulk_create(
        state(municipality=town, code=code, type=type_, names={"fi": fi, "sv": sv, "en": en}, order=order)
        for town in town_model.objects.using(alias).exclude(pk__in=with_states)
        for order, (code, type_, fi, sv, en) in enumerate(FIRST_STATES, 1)
    )


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0022_photos")]
    operations: ClassVar = [migrations.RunPython(give_states, migrations.RunPython.noop)]
