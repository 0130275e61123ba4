"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("participation", "0006_event_sign_ups")]
    operations: ClassVar = []
