// Made by script/openapi from docs/openapi.yaml: not to be edited.
import { operation } from "./call";

/** The towns of this service. */
export const towns = /* @__PURE__ */ operation<"towns">("GET", "/api/v1/towns");

/** One town: its names, languages, and where a person helps. */
export const town = /* @__PURE__ */ operation<"town">("GET", "/api/v1/towns/{town}");

/** The partitions of a town that are valid on a day. */
export const areaSets = /* @__PURE__ */ operation<"area_sets">("GET", "/api/v1/towns/{town}/area-sets");

/** One partition: what its members are called, its source and licence. */
export const areaSet = /* @__PURE__ */ operation<"area_set">("GET", "/api/v1/towns/{town}/area-sets/{kind}");

/** The areas of a set by their codes, with their borders. */
export const areas = /* @__PURE__ */ operation<"areas">("GET", "/api/v1/towns/{town}/area-sets/{kind}/areas");

/** One area, with its border. */
export const area = /* @__PURE__ */ operation<"area">("GET", "/api/v1/towns/{town}/area-sets/{kind}/areas/{code}");

/** People, participants by home as last released, and the published pins in an area by kind and channel. */
export const areaSummary = /* @__PURE__ */ operation<"area_summary">("GET", "/api/v1/towns/{town}/area-sets/{kind}/areas/{code}/summary");

/** How much room people have to meet: meeting places and their floor for each thousand residents, by area. */
export const openSpace = /* @__PURE__ */ operation<"open_space">("GET", "/api/v1/towns/{town}/area-sets/{kind}/open-space");

/** The published proposals of a round, by number. Those joined or split are given when their state is asked. */
export const budgetProposals = /* @__PURE__ */ operation<"budget_proposals">("GET", "/api/v1/towns/{town}/budget/{round}/proposals");

/** One published proposal, in whatever state it is. */
export const budgetProposal = /* @__PURE__ */ operation<"budget_proposal">("GET", "/api/v1/towns/{town}/budget/{round}/proposals/{number}");

/** The published rounds of participatory budgeting, the newest first. */
export const budgetRounds = /* @__PURE__ */ operation<"budget_rounds">("GET", "/api/v1/towns/{town}/budget/rounds");

/** One published round: its rule, pots and phases. */
export const budgetRound = /* @__PURE__ */ operation<"budget_round">("GET", "/api/v1/towns/{town}/budget/rounds/{round}");

/** What a vote came to: winners in order, what the others missed, and other rules beside it. 404 until told. */
export const budgetResults = /* @__PURE__ */ operation<"budget_results">("GET", "/api/v1/towns/{town}/budget/rounds/{round}/results");

/** What a pin can be about, in the town's own words. */
export const categories = /* @__PURE__ */ operation<"categories">("GET", "/api/v1/towns/{town}/categories");

/** Where the town is heard, as last released; a hidden number is null and `suppressed` says why. */
export const coverage = /* @__PURE__ */ operation<"coverage">("GET", "/api/v1/towns/{town}/coverage");

/** The newest run with its exact numbers, for staff who may see unpublished messages. Each look is logged. */
export const exactCoverage = /* @__PURE__ */ operation<"exact_coverage">("GET", "/api/v1/towns/{town}/coverage/exact");

/** The town's messages, published or not, by any filters together. Their places are exact. */
export const deskPins = /* @__PURE__ */ operation<"desk_pins">("GET", "/api/v1/towns/{town}/desk/pins");

/** One message with everything staff read of it. Its ETag is its version. */
export const deskPin = /* @__PURE__ */ operation<"desk_pin">("GET", "/api/v1/towns/{town}/desk/pins/{pin}");

/** Do something to a message. A stale edit is a 412 with both versions in `current` and `yours`. */
export const deskAct = /* @__PURE__ */ operation<"desk_act">("POST", "/api/v1/towns/{town}/desk/pins/{pin}");

/** The history of a message, the oldest entry first, with notes that stay in the house. */
export const deskUpdates = /* @__PURE__ */ operation<"desk_updates">("GET", "/api/v1/towns/{town}/desk/pins/{pin}/updates");

/** One thing for many: with `preview` only looked at, else done as one batch; or a batch taken back. */
export const deskBulk = /* @__PURE__ */ operation<"desk_bulk">("POST", "/api/v1/towns/{town}/desk/pins/bulk");

/** Meetings and workshops, the newest first. How many came is published with a release, not here. */
export const events = /* @__PURE__ */ operation<"events">("GET", "/api/v1/towns/{town}/events");

/** One event. */
export const event = /* @__PURE__ */ operation<"event">("GET", "/api/v1/towns/{town}/events/{code}");

/** Sign up for an event, as long as there is room. Nothing but how many come has to be told. */
export const signUp = /* @__PURE__ */ operation<"sign_up">("POST", "/api/v1/towns/{town}/events/{code}/sign-ups");

/** Follow an area, a place, a street, a topic, a plan or a message. An address is asked by letter first. */
export const follow = /* @__PURE__ */ operation<"follow">("POST", "/api/v1/towns/{town}/follows");

/** What the holder of the key follows, and what is new in it. */
export const ownFollows = /* @__PURE__ */ operation<"own_follows">("GET", "/api/v1/towns/{town}/follows/{key}");

/** Follow nothing more: the address and the list are erased at once. */
export const forgetFollower = /* @__PURE__ */ operation<"forget_follower">("DELETE", "/api/v1/towns/{town}/follows/{key}");

/** One thing that the holder of the key follows. */
export const ownFollow = /* @__PURE__ */ operation<"own_follow">("GET", "/api/v1/towns/{town}/follows/{key}/{follow}");

/** End one thing that is followed. */
export const endFollow = /* @__PURE__ */ operation<"end_follow">("DELETE", "/api/v1/towns/{town}/follows/{key}/{follow}");

/** Residents' initiatives that are shown, the newest first, with their answers. */
export const initiatives = /* @__PURE__ */ operation<"initiatives">("GET", "/api/v1/towns/{town}/initiatives");

/** Make an initiative. It is public once somebody in the town has looked at it, and is answered in any case. */
export const sendInitiative = /* @__PURE__ */ operation<"send_initiative">("POST", "/api/v1/towns/{town}/initiatives");

/** One initiative with everything that was done about it. */
export const initiative = /* @__PURE__ */ operation<"initiative">("GET", "/api/v1/towns/{town}/initiatives/{initiative}");

/** How many support an initiative here, and whether whoever shows their token does. */
export const initiativeSupport = /* @__PURE__ */ operation<"initiative_support">("GET", "/api/v1/towns/{town}/initiatives/{initiative}/support");

/** Support an initiative that is not answered yet, or take that back. It is no signature in the law's sense. */
export const supportInitiative = /* @__PURE__ */ operation<"support_initiative">("POST", "/api/v1/towns/{town}/initiatives/{initiative}/support");

/** One's own initiative by its key, shown or not: how far it has come. */
export const ownInitiative = /* @__PURE__ */ operation<"own_initiative">("GET", "/api/v1/towns/{town}/initiatives/mine/{key}");

/** Have the maker's name and addresses erased at once. The initiative stays, and is answered where it stands. */
export const forgetMaker = /* @__PURE__ */ operation<"forget_maker">("DELETE", "/api/v1/towns/{town}/initiatives/mine/{key}");

/** Meeting places and free spaces: where, how large, for whom, at what price, how accessible. */
export const meetingPlaces = /* @__PURE__ */ operation<"meeting_places">("GET", "/api/v1/towns/{town}/meeting-places");

/** One meeting place. */
export const meetingPlace = /* @__PURE__ */ operation<"meeting_place">("GET", "/api/v1/towns/{town}/meeting-places/{code}");

/** What was decided or done because of pins, newest first. Drafts and unpublished pins change nothing here. */
export const outcomes = /* @__PURE__ */ operation<"outcomes">("GET", "/api/v1/towns/{town}/outcomes");

/** One published outcome. */
export const outcome = /* @__PURE__ */ operation<"outcome">("GET", "/api/v1/towns/{town}/outcomes/{outcome}");

/** Send a picture ahead of its pin, which claims it by the token given here, within two days. */
export const sendPhoto = /* @__PURE__ */ operation<"send_photo">("POST", "/api/v1/towns/{town}/photos");

/** The published pins that match, newest first. A pin that is not published changes nothing here. */
export const pins = /* @__PURE__ */ operation<"pins">("GET", "/api/v1/towns/{town}/pins");

/** Send a pin. It is stored, assigned to its areas and, if it may be, published before the answer comes. */
export const sendPin = /* @__PURE__ */ operation<"send_pin">("POST", "/api/v1/towns/{town}/pins");

/** A published pin; with the key of the sender's own link also one that is not published. */
export const pin = /* @__PURE__ */ operation<"pin">("GET", "/api/v1/towns/{town}/pins/{pin}");

/** Tell where the sender of this pin lives: an area, or a place that is kept as its square kilometre only. */
export const tellHome = /* @__PURE__ */ operation<"tell_home">("POST", "/api/v1/towns/{town}/pins/{pin}/home");

/** Say that what was said to be done is not fixed: by the sender's key, or as one who supports the message. */
export const sayNotFixed = /* @__PURE__ */ operation<"say_not_fixed">("POST", "/api/v1/towns/{town}/pins/{pin}/not-fixed");

/** What the sender says of the answer; said again, the new words stand. The key is that of their own link. */
export const rateAnswer = /* @__PURE__ */ operation<"rate_answer">("POST", "/api/v1/towns/{town}/pins/{pin}/rating");

/** Say that a published message should not stand there. A moderator looks at it; who said so is not kept. */
export const reportPin = /* @__PURE__ */ operation<"report_pin">("POST", "/api/v1/towns/{town}/pins/{pin}/reports");

/** How many more people a message concerns, and whether it does whoever shows their token. */
export const pinSupport = /* @__PURE__ */ operation<"pin_support">("GET", "/api/v1/towns/{town}/pins/{pin}/support");

/** Say that a published message is mine too, or take that back. A person counts once, its own sender never. */
export const supportPin = /* @__PURE__ */ operation<"support_pin">("POST", "/api/v1/towns/{town}/pins/{pin}/support");

/** What was done about a message, the oldest first; with the key of the sender's own link also unpublished. */
export const pinUpdates = /* @__PURE__ */ operation<"pin_updates">("GET", "/api/v1/towns/{town}/pins/{pin}/updates");

/** A published pin by the code that was said on the phone. Unknown and unpublished ones answer the same. */
export const pinByCode = /* @__PURE__ */ operation<"pin_by_code">("GET", "/api/v1/towns/{town}/pins/by-code/{code}");

/** Up to five published pins that say something like this nearby, best first, with the distance in metres. */
export const similarPins = /* @__PURE__ */ operation<"similar_pins">("GET", "/api/v1/towns/{town}/pins/similar");

/** Meeting places, place names and areas by name, best first; addresses too where the town uses a geocoder. */
export const places = /* @__PURE__ */ operation<"places">("GET", "/api/v1/towns/{town}/places");

/** What is planned at a place: published plans whose area holds it, those on display first. */
export const plannedHere = /* @__PURE__ */ operation<"planned_here">("GET", "/api/v1/towns/{town}/planned");

/** The published plans, the last one that was registered first. */
export const plans = /* @__PURE__ */ operation<"plans">("GET", "/api/v1/towns/{town}/plans");

/** One published plan. */
export const plan = /* @__PURE__ */ operation<"plan">("GET", "/api/v1/towns/{town}/plans/{plan}");

/** The published hearings of a plan; a cancelled one says so. */
export const planHearings = /* @__PURE__ */ operation<"plan_hearings">("GET", "/api/v1/towns/{town}/plans/{plan}/hearings");

/** The published versions and options of a plan, in the order in which they were made. */
export const planVersions = /* @__PURE__ */ operation<"plan_versions">("GET", "/api/v1/towns/{town}/plans/{plan}/versions");

/** What is drawn in a published version: areas, lines and points with their codes. */
export const planObjects = /* @__PURE__ */ operation<"plan_objects">("GET", "/api/v1/towns/{town}/plans/{plan}/versions/{version}/objects");

/** The town's consultations: who decides, when, what input can change, and what is fixed. */
export const processes = /* @__PURE__ */ operation<"processes">("GET", "/api/v1/towns/{town}/processes");

/** One consultation. */
export const process = /* @__PURE__ */ operation<"process">("GET", "/api/v1/towns/{town}/processes/{process}");

/** The programmes that are public: those in force first. */
export const programmes = /* @__PURE__ */ operation<"programmes">("GET", "/api/v1/towns/{town}/programmes");

/** One programme with its goals and measures, what shows them, and the numbers that they point at. */
export const programme = /* @__PURE__ */ operation<"programme">("GET", "/api/v1/towns/{town}/programmes/{programme}");

/** One measure of a programme. */
export const measure = /* @__PURE__ */ operation<"measure">("GET", "/api/v1/towns/{town}/programmes/{programme}/measures/{measure}");

/** What residents said, what was answered and what followed in a year: of the town, a unit or an area. */
export const report = /* @__PURE__ */ operation<"report">("GET", "/api/v1/towns/{town}/reports/{year}");

/** What the holder of the key told. */
export const ownSignUp = /* @__PURE__ */ operation<"own_sign_up">("GET", "/api/v1/towns/{town}/sign-ups/{key}");

/** Not come after all: the place is free again; name and addresses are erased at once. */
export const cancelSignUp = /* @__PURE__ */ operation<"cancel_sign_up">("DELETE", "/api/v1/towns/{town}/sign-ups/{key}");

/** Who is told by webhook. */
export const webhooks = /* @__PURE__ */ operation<"webhooks">("GET", "/api/v1/towns/{town}/webhooks");

/** Have an address told of events. The answer holds the secret, which is shown this once. */
export const makeWebhook = /* @__PURE__ */ operation<"make_webhook">("POST", "/api/v1/towns/{town}/webhooks");

/** One webhook. Its ETag is its version. */
export const webhook = /* @__PURE__ */ operation<"webhook">("GET", "/api/v1/towns/{town}/webhooks/{webhook}");

/** Change what is given; the rest stays. A stale edit is a 412. */
export const changeWebhook = /* @__PURE__ */ operation<"change_webhook">("PATCH", "/api/v1/towns/{town}/webhooks/{webhook}");

/** Tell this address no more, and forget what it was told. */
export const endWebhook = /* @__PURE__ */ operation<"end_webhook">("DELETE", "/api/v1/towns/{town}/webhooks/{webhook}");

/** What was told in the last month and how far it came, the newest first. */
export const webhookDeliveries = /* @__PURE__ */ operation<"webhook_deliveries">("GET", "/api/v1/towns/{town}/webhooks/{webhook}/deliveries");

/** Send once more what did not arrive, or arrived and was lost there. */
export const sendDeliveryAgain = /* @__PURE__ */ operation<"send_delivery_again">("POST", "/api/v1/towns/{town}/webhooks/{webhook}/deliveries/{delivery}/again");

/** Send an event `webhook.test` the way that all others go. */
export const tryWebhook = /* @__PURE__ */ operation<"try_webhook">("POST", "/api/v1/towns/{town}/webhooks/{webhook}/test");
