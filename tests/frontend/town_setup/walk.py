"""A patient person sets Heinola up, page by page, from the files of open data that lie beside the project."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from django.core import mail
from playwright.sync_api import BrowserContext, Page, expect

from delivery.services import relay
from geo.models import Municipality
from geo.uploads.working import carry
from tests.frontend.test_whole_plan import fill, send

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "finland"
FACTS = {
    "names_fi": "Heinola", "names_sv": "Heinola", "names_en": "Heinola", "code": "111", "slug": "heinola",
    "admin": "kaisa@heinola.example",
}  # fmt: skip
TEXTS = {
    "phone": "03 849 30", "email": "kirjaamo@heinola.example", "website": "https://www.heinola.fi",
    "greeting_fi": "Missä Heinolassa on hyvä olla, ja mitä pitäisi korjata?",
    "desk_fi": "Asiakaspalvelupiste Spotti, Rauhankatu 3, ma–pe 9–15",
    "desk_sv": "Kundservicen Spotti, Rauhankatu 3, må–fr 9–15",
    "desk_en": "Customer service Spotti, Rauhankatu 3, Mon–Fri 9–15",
    "controller_fi": "Heinolan kaupunginhallitus", "controller_sv": "Heinola stadsstyrelse",
    "controller_en": "The City Board of Heinola",
    "privacy_contact_fi": "tietosuoja@heinola.example", "privacy_contact_sv": "tietosuoja@heinola.example",
    "privacy_contact_en": "tietosuoja@heinola.example",
}  # fmt: skip
PATIENCE_MS = 60_000
PASSWORD = "kolme-kaunista-koivua-7"


@dataclass
class Walk:
    """The operator's page, and the folder that gets pictures of it for docs/new-town.md: each from its heading on."""

    page: Page
    server: str
    pictures: Path
    seen: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.server}{path}")
        return self.page

    def desk(self, path: str = "") -> Page:
        return self.go(f"/heinola/desk/town/{path}")

    def photograph(self, name: str, at: str = "main h1") -> None:
        """From a heading or a field on, as wide as the page's text is."""
        self.seen.append(name)
        box = self.page.locator(at).first.evaluate("e => e.getBoundingClientRect().toJSON()")
        top = box["y"] + self.page.evaluate("window.scrollY")
        is_wide = box["x"] < 150
        whole = self.page.evaluate("document.documentElement.scrollHeight")
        clip = {
            "x": max(0, box["x"] - 26),
            "y": top - 20,
            "width": 950 if is_wide else 660,
            "height": min(900 if is_wide else 620, whole - top),
        }
        path = self.pictures / f"{len(self.seen):02d}-{name}.png"
        self.page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]  # a box of four numbers

    def next_step(self, title: str) -> None:
        """The page of all steps names the next one; the button leads there."""
        button = self.desk().get_by_role("link", name=f"Seuraavaksi: {title}")
        expect(button).to_be_visible()
        self.photograph(f"next-{len(self.seen)}")
        button.click()

    def make_town(self) -> None:
        page = self.go("/new-town")
        fill(page, **FACTS)
        self.photograph("new-town")
        send(page)
        expect(page).to_have_url(re.compile("/heinola/desk/town/$"))

    def bring_in(self, file: Path, name: str, **said: object) -> None:
        """A file is sent, looked through by the worker, seen, brought in by the worker, and stays."""
        page = self.page
        fill(page, file=file, **said)
        self.photograph(f"{name}-send")
        send(page)
        self._worker()
        self.photograph(f"{name}-seen")
        send(page, 'main form[action$="/bring-in"] .button--main')
        self._worker()
        expect(page.locator('main form[action$="/undo"]')).to_be_visible()

    def _worker(self) -> None:
        """The worker does what it was asked, and the page, which waits for it, shows the rest by itself."""
        upload = re.search(r"/uploads/([0-9A-Za-z]{22})/", self.page.url)
        assert upload, self.page.url
        carry(Municipality.objects.get(slug="heinola").pk, upload[1])
        expect(self.page.locator('main [data-island="upload-progress"]')).to_have_count(0, timeout=PATIENCE_MS)
        told = self.page.locator("main .notice--wrong").all_inner_texts()
        assert not told, told

    def choose_home(self) -> None:
        fill(self.page, home_set="postal")
        self.photograph("home", "#languages")
        send(self.page)

    def begin_with_model(self) -> None:
        self.photograph("models")
        send(self.page, 'main button[value="finnish-town"]')
        self.photograph("categories")

    def look_at_owners(self) -> None:
        page = self.go("/heinola/desk/routing")
        expect(page.get_by_text("on täsmälleen yksi vastuuyksikkö")).to_be_visible()
        self.photograph("owners")

    def give_a_phone(self) -> None:
        """The unit that answers what is nobody else's is reached by phone."""
        page = self.go("/heinola/desk/units/asiakaspalvelu")
        fill(page, phone="03 849 30")
        send(page, 'main form[action$="#change"] .button--main')

    def tell_texts(self, logo: Path) -> None:
        fill(self.page, **TEXTS)
        self.photograph("texts")
        send(self.page)
        fill(self.page, file=logo)
        send(self.page, 'main form[action$="/logo"] .button--main')
        expect(self.page.locator("img.town-logo")).to_be_visible()
        self.photograph("logo")

    def invite(self, email: str, role: str) -> None:
        page = self.go("/heinola/desk/staff")
        fill(page, email=email, role=role)
        self.photograph("invite", "#invite")
        send(page, 'main form[action$="#invite"] .button--main')

    def accept(self, context: BrowserContext, email: str) -> Page:
        """Who was invited follows the letter's link, chooses a password and signs in."""
        relay()
        letter = next(one for one in reversed(mail.outbox) if one.to == [email])
        link = re.search(r"https?://\S+/password/reset/key/\S+", str(letter.body))
        assert link, letter.body
        page = context.new_page()
        page.goto(link[0])
        page.fill('input[name="password1"]', PASSWORD)
        page.fill('input[name="password2"]', PASSWORD)
        page.locator("main form button").click()
        page.goto(f"{self.server}/heinola/desk/")
        page.fill('input[name="login"]', email)
        page.fill('input[name="password"]', PASSWORD)
        page.locator("main form button").click()
        page.wait_for_url("**/heinola/desk/")
        return page

    def open(self) -> None:
        page = self.desk("checks")
        expect(page.locator(".check--wrong")).to_have_count(0)
        self.photograph("checks")
        send(page, 'main form[action$="/open"] .button--main')
        expect(page.get_by_text("Kunta on avattu").first).to_be_visible()
        self.photograph("open")
