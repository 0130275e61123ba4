"""What `script/backup` and `script/restore` call: python -m config.backups make|list|verify|files|sums|restore …"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
from pathlib import Path

from config import cluster
from config.backups import archive, making, pictures, restoring, sums
from config.backups.place import Place
from config.cluster import ClusterError

KEPT_DAYS = 14


def main() -> None:
    options = _options()
    place = Place(Path(options.folder).resolve(), options.seal_for, options.identity)
    try:
        ACTIONS[options.action](place, options)
    except ClusterError as error:
        sys.exit(str(error))


def make(place: Place, options: argparse.Namespace) -> None:
    with cluster.locked("backup.lock"):
        backup = making.make(place)
        gone = making.let_go(place, options.keep_days)
    size = sum(one["bytes"] for one in backup.told["files"].values())
    print(f"{backup.folder}  {size / 1e6:.1f} MB  {len(gone)} old ones removed")
    if not backup.told["every_moment_since"]:
        print("Only this moment can be restored: script/backup --every-moment keeps what is written from now on too.")


def verify(place: Place, options: argparse.Namespace) -> None:
    wrong = {one.folder.name: making.wrong_in(one) for one in making.all_in(place)}
    for name, found in wrong.items():
        print(f"{name}  {'; '.join(found) or 'in order'}")
    if not wrong or any(wrong.values()):
        sys.exit("Not every backup is in order." if wrong else f"There is no backup in {place.folder}.")


def show(place: Place, options: argparse.Namespace) -> None:
    for one in making.all_in(place):
        size = sum(told["bytes"] for told in one.told["files"].values())
        since = "and every moment since" if one.told["every_moment_since"] else "that moment only"
        print(f"{one.folder.name}  {size / 1e6:9.1f} MB  {since}")


def files(place: Place, options: argparse.Namespace) -> None:
    print(f"{pictures.keep_new(place)} new files kept")


def every_moment(place: Place, options: argparse.Namespace) -> None:
    archive.turn_on(place)
    print(f"What the database writes is kept in {place.folder}, at least each minute.")


def point(place: Place, options: argparse.Namespace) -> None:
    cluster.psql(f"SELECT pg_create_restore_point('{_plain(options.point)}')")
    archive.hand_over_now(place)


def show_sums(place: Place, options: argparse.Namespace) -> None:
    print(json.dumps(sums.of_all_tables(), indent=1))


def restore(place: Place, options: argparse.Namespace) -> None:
    moment = datetime.datetime.fromisoformat(options.to).astimezone() if options.to else None
    target = restoring.Target(moment, _plain(options.point))
    backup = restoring.chosen(place, options.backup, target)
    print(f"Restoring {backup.folder.name} …", flush=True)
    aside = restoring.restore(place, backup, target)
    print("The database is back." + (f" The one before lies in {aside}: remove it when all is well." if aside else ""))


def _plain(name: str) -> str:
    if not name.replace("_", "").isalnum() and name:
        raise ClusterError("A point is named with letters, digits and low lines.")
    return name


ACTIONS = {
    "make": make,
    "list": show,
    "verify": verify,
    "files": files,
    "every-moment": every_moment,
    "point": point,
    "sums": show_sums,
    "restore": restore,
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m config.backups")
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("--folder", default=os.environ.get("KUULUVUUS_BACKUP_DIR") or cluster.LOCAL / "backups")
    parser.add_argument("--seal-for", default=os.environ.get("KUULUVUUS_BACKUP_RECIPIENT", ""))
    parser.add_argument("--identity", default="")
    parser.add_argument("--keep-days", type=int, default=int(os.environ.get("KUULUVUUS_BACKUP_DAYS") or KEPT_DAYS))
    parser.add_argument("--backup", default="")
    parser.add_argument("--to", default="")
    parser.add_argument("--point", default="")
    return parser.parse_args()


if __name__ == "__main__":
    main()
