#!/usr/bin/env python
"""The commands of Kuuluvuus. Starts the private database cluster first when it is down."""

import os
import sys

WITHOUT_DATABASE = {"tally", "coverage_table", "scan_table", "makemessages", "compilemessages", "collectstatic"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] not in WITHOUT_DATABASE:
        from config import cluster

        cluster.start_if_down()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
