"""After a vote: decisions, building, working parties, meetings of councils. The world has one of each in a round of its
own, and a decision that is still a draft."""

from __future__ import annotations

import datetime

from django.utils import timezone

from budgeting.models import BuildingStep, Decision, IntakeBatch
from budgeting.services.deciding import DecisionWords, attach_document, make_decision
from budgeting.services.ideas import take_into_round
from budgeting.services.parties import PartyWords, join_party, make_party
from budgeting.services.publishing import publish_proposals
from delivery.files import keep_file, new_name, small_of
from feedback_map.models import Pin
from feedback_map.services import PinInput, place_pin
from geo.models import Municipality
from geo.tenancy import in_town
from participation.sign_ups import Coming, key_of_sign_up
from tests.budgeting.factories import make_proposal, make_round
from tests.permissions.rows import Row
from zoning.services.documents import SentFile

KEEPERS = ("admin", "coordinator")
DESK = "/<town>/desk/budget/<slug>"
BUILT, DRAFT = "built round", "draft decision"
ONE, WORK, STEP = f"{DESK}/decisions/<decision>", f"{DESK}/building/<number>", f"{DESK}/building/<number>/steps/<step>"
PARTY, BATCH = f"{DESK}/parties/<party>", f"{DESK}/batches/<batch>"

BUDGET_AFTER = (
    Row(
        "read what came after a vote",
        "GET",
        (
            "/<town>/budget/earlier",
            "/<town>/budget/<slug>/decisions/<decision>",
            "/<town>/budget/<slug>/decisions/<decision>/document",
            "/<town>/budget/<slug>/steps/<step>.jpg",
            "/<town>/budget/<slug>/steps/<step>-small.jpg",
            "/<town>/budget/<slug>/batches/<batch>",
            "/<town>/budget/<slug>/parties/<party>",
        ),
        phase=BUILT,
    ),
    Row(
        "read a decision that is not published",
        "GET",
        ("/<town>/budget/<slug>/decisions/<decision>", "/<town>/budget/<slug>/decisions/<decision>/document"),
        who=(),
        phase=DRAFT,
    ),
    Row("sign up for a working party", "POST", ("/<town>/budget/<slug>/parties/<party>",), phase=BUILT),
    Row("read one's own sign-up, by its link", "GET", ("/<town>/coming/<key>",), phase=BUILT),
    Row("take one's own sign-up back, by its link", "POST", ("/<town>/coming/<key>",), phase=BUILT),
    Row("read a sign-up without its link", "GET", ("/<town>/coming/<key>",), who=()),
    Row(
        "see at the desk what comes after a vote",
        "GET",
        (
            f"{DESK}/decisions/new",
            ONE,
            WORK,
            f"{WORK}/built",
            f"{WORK}/steps/new",
            STEP,
            f"{STEP}/photo",
            f"{WORK}/parties/new",
            PARTY,
            f"{PARTY}/change",
            BATCH,
        ),
        who=KEEPERS,
        phase=BUILT,
    ),
    Row(
        "decide, build, arrange working parties and keep a council's opinions",
        "POST",
        (
            f"{DESK}/decisions/new",
            ONE,
            *(f"{ONE}/{act}" for act in ("rulings", "publish", "back", "drop")),
            *(f"{WORK}/{act}" for act in ("begin", "built", "drop", "steps/new", "parties/new")),
            STEP,
            f"{STEP}/photo",
            f"{STEP}/remove",
            f"{PARTY}/change",
            f"{PARTY}/off",
            f"{PARTY}/came/<sign_up>",
            f"{BATCH}/ideas/<pin>",
            f"{BATCH}/end",
        ),
        who=KEEPERS,
        phase=BUILT,
    ),
)


def after_phases(town: Municipality) -> dict[str, dict[str, str]]:
    """The placeholders of a round that is being built, and of a draft of a decision in it."""
    of = make_round(town, "rakennus", has_vote=False)
    proposal = make_proposal(of, state="decided")
    publish_proposals(town=town, round=of)
    words = DecisionWords(datetime.date(2026, 11, 2), {"fi": "Päätetään."}, office_holder={"fi": "Johtaja"})
    file = SentFile("paatos.pdf", b"%PDF-1.7 x")
    made, draft = (
        attach_document(town=town, decision=make_decision(town=town, round=of, words=words, by=None), file=file)
        for _ in range(2)
    )
    party_words = PartyWords({"fi": "Talkoot"}, timezone.now() + datetime.timedelta(days=3))
    party = make_party(town=town, proposal=proposal, words=party_words)
    coming = join_party(town=town, party=party, coming=Coming())
    photo = new_name()
    for name in (photo, small_of(photo)):
        keep_file(name, b"\xff\xd8\xff")
    with in_town(town):
        Decision.objects.filter(pk=made.pk).update(published_at=timezone.now())
        step = BuildingStep.objects.create(municipality=town, proposal=proposal, names={"fi": "Alku"}, photo=photo)
        today = timezone.localdate()
        batch = IntakeBatch.objects.create(municipality=town, round=of, closes_on=today, meets_on=today)
        pin = Pin.objects.get(public_id=place_pin(town=town, pin=PinInput(kind="idea", text="Penkki")).id)
        take_into_round(town=town, round=of, pin=pin)
    here = {
        "slug": of.slug,
        "number": "1",
        "decision": made.public_id,
        "step": step.public_id,
        "party": party.event.code,
        "sign_up": coming.public_id,
        "key": key_of_sign_up(coming),
        "batch": batch.public_id,
        "pin": pin.public_id,
    }
    return {BUILT: here, DRAFT: {"slug": of.slug, "decision": draft.public_id}}
