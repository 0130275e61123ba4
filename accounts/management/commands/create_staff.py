import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Body, Role
from accounts.services import Post, Staff, create_staff
from accounts.tokens import NewToken, issue_token
from geo.models import Area, AreaSet, Municipality


class Command(BaseCommand):
    """Makes a user of a town, or gives one a further role. Run again, it changes nothing but a password given."""

    help = "Makes a user of a town with a role. A password is read from standard input, or made up and shown once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--town", required=True, metavar="SLUG")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--area", metavar="SET/CODE", help="the area that the role is for, such as board/1")
        parser.add_argument("--unit", metavar="CODE", help="the unit, board or council that the role is for")
        parser.add_argument("--name", default="")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        parser.add_argument("--token", action="store_true", help="also make an API token, and show it once")

    def handle(self, *args: Any, **options: Any) -> None:
        town = self._town(options["town"])
        area = self._area(town, options["area"]) if options["area"] else None
        body = self._body(town, options["unit"]) if options["unit"] else None
        post = Post(town, Role(options["role"]), body, area)
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else None
        if password == "":
            raise CommandError("--password-stdin was given, but there is no password on standard input.")
        try:
            staff = create_staff(email=options["email"], post=post, name=options["name"], password=password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._report(staff, post)
        if options["token"]:
            token = issue_token(user=staff.user, new=NewToken(post.town, "create_staff"))
            self.stdout.write(f"API token (shown only now): {token}")

    def _report(self, staff: Staff, post: Post) -> None:
        made = "made" if staff.is_new else "was there already"
        self.stdout.write(f"{staff.user.email}: {made}; {post.role.value} in {post.town.slug}.")
        if staff.password:
            self.stdout.write(f"Password (shown only now): {staff.password}")
        elif not staff.user.has_usable_password():
            self.stdout.write("No password is set: use --password-stdin, or 'Forgotten password' on the sign-in page.")
        if post.role in (Role.BOARD, Role.SECRETARY) and not (post.area or post.body):
            self.stderr.write("No board is named: give --area SET/CODE or --unit CODE, or the user sits on none.")

    def _town(self, slug: str) -> Municipality:
        town = Municipality.objects.filter(slug=slug).first()
        if town is None:
            known = ", ".join(Municipality.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no town {slug!r}. Towns: {known}.")
        return town

    def _area(self, town: Municipality, path: str) -> Area:
        kind, slash, code = path.partition("/")
        if not slash or not code:
            raise CommandError(f"--area {path!r}: write it as SET/CODE, such as board/1.")
        area_set = AreaSet.objects.valid_on(town, kind, timezone.localdate())
        if area_set is None:
            kinds = ", ".join(sorted(set(town.area_sets.values_list("kind", flat=True)))) or "none"
            raise CommandError(f"{town.slug} has no area set {kind!r} that is valid today. Sets: {kinds}.")
        area = area_set.areas.without_geometry().filter(code=code).first()
        if area is None:
            codes = ", ".join(area_set.areas.values_list("code", flat=True)[:30])
            raise CommandError(f"The set {kind!r} has no area {code!r}. Its areas: {codes}.")
        return area

    def _body(self, town: Municipality, code: str) -> Body:
        body = town.bodies.filter(code=code).first()
        if body is None:
            codes = ", ".join(town.bodies.order_by("code").values_list("code", flat=True)[:30]) or "none"
            raise CommandError(f"{town.slug} has no unit {code!r}. Units: {codes}.")
        return body
