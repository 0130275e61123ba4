"""Sixty statements about nine matters, as residents write them: generated, with the same seed each time."""

from __future__ import annotations

import random

from zoning.theming import Text

MATTERS: dict[str, tuple[str, ...]] = {
    "height": (
        "Kahdeksankerroksinen kerrostalo on liian korkea tähän ympäristöön.",
        "Korkeat kerrostalot varjostavat matalien talojen pihoja iltapäivisin.",
        "Kerroslukua pitää laskea, jotta naapuritalojen pihoille ei tule varjoa.",
        "Kerrostalon varjo ulottuu pihoille asti.",
        "Rakennusten kerrosluku saa olla enintään neljä eikä talo saa olla näin korkea.",
    ),
    "traffic": (
        "Autoliikenne ja sen melu lisääntyvät kadulla kestämättömästi.",
        "Liikenteen melua on mitattava ja nopeutta rajoitettava.",
        "Raskaan liikenteen meluun tarvitaan meluaita.",
        "Ajonopeudet ja liikennemelu ovat jo nyt ongelma.",
        "Liikennemäärät kasvavat ja melu häiritsee yöunta.",
    ),
    "parking": (
        "Autopaikkoja on varattu asuntoa kohti liian vähän.",
        "Pysäköinti siirtyy vieraspaikkojen puutteessa kadunvarsille.",
        "Pysäköintilaitos ja autopaikat puuttuvat suunnitelmasta.",
        "Autopaikkojen mitoitus ei riitä ja pysäköinnistä tulee riitaa.",
        "Pysäköintipaikat pitää sijoittaa maan alle pysäköintilaitokseen.",
    ),
    "trees": (
        "Vanhat männyt ja muu puusto on säästettävä metsikössä.",
        "Metsikön puita kaadetaan turhaan, liito-orava elää siellä.",
        "Puuston kaataminen hävittää liito-oravan metsän.",
        "Metsän mäntyjen säilyttäminen on merkittävä kaavassa määräyksenä.",
        "Liito-oravien kulkuyhteys metsikköjen välillä katkeaa, kun mäntyjä kaadetaan.",
    ),
    "school": (
        "Koulun ja päiväkodin tilat eivät riitä uusille lapsille.",
        "Päiväkotiin ei mahdu enää yhtään lasta lisää.",
        "Lasten koulumatka ja koulun oppilasmäärä on selvitettävä.",
        "Päiväkodin ryhmät ovat täynnä ja koululla on parakkeja.",
        "Oppilaita tulee kouluun sata lisää, mutta luokkia ei ole.",
    ),
    "water": (
        "Hulevedet valuvat kellareihin jo nykyisillä sateilla.",
        "Rankkasateiden hulevesille on varattava viivytysallas.",
        "Hulevesien viivytys puuttuu ja ojat tulvivat sateella.",
        "Tulvivat ojat ja sadevesi kastelevat kellarit joka kevät.",
        "Hulevesiselvitys on tekemättä, vaikka oja tulvii.",
    ),
    "heritage": (
        "Vanha konepaja on rakennushistoriallisesti arvokas ja suojeltava.",
        "Konepajan tiilinen julkisivu tulee suojella sr-merkinnällä.",
        "Museovirasto on todennut konepajan arvokkaaksi rakennusperinnöksi.",
        "Suojelumääräys puuttuu tiilisiltä pajarakennuksilta.",
        "Rakennusperintöä ei saa purkaa, konepajan historia on suojelun arvoinen.",
    ),
    "cycling": (
        "Pyörätie katkeaa risteykseen, pyöräilijät joutuvat ajoradalle.",
        "Pyöräilyn laatureitti ja alikulku puuttuvat kaavasta.",
        "Pyöräteiden jatkuvuus ja alikulkutunneli pitää turvata.",
        "Alikulku tarvitaan, jotta pyöräilijä pääsee turvallisesti yli.",
        "Polkupyörille tarvitaan katoksia ja pyöräreitti asemalle.",
    ),
    "shop": (
        "Lähikauppa lopettaa, jos marketti rakennetaan tontille.",
        "Kivijalkaan on saatava liiketiloja ja lähikauppa.",
        "Liiketilat ja kahvila elävöittäisivät kortteleita kivijalassa.",
        "Marketti vie asiakkaat keskustan kaupoilta.",
        "Kaupan palvelut katoavat, kun liiketilaa ei vaadita kivijalkakerrokseen.",
    ),
}
OPENINGS = (
    "Jätän muistutuksen kaavaehdotuksesta.",
    "Haluan lausua seuraavaa.",
    "Olen tutustunut ehdotukseen ja totean seuraavaa.",
    "Hei!",
    "Kaavaehdotus on mielestäni puutteellinen.",
)
ENDINGS = ("Pyydän ottamaan tämän huomioon.", "Kiitos.", "Toivon perusteltua kannanottoa.", "Kunnioittavasti")


def sixty_statements(seed: int = 60) -> tuple[list[Text], dict[str, str]]:
    """The statements in a mixed order, and which matter each is about. Some matters are raised more often."""
    chance = random.Random(seed)
    matters = list(MATTERS)
    about = matters * 5 + chance.choices(matters, k=60 - 5 * len(matters))
    chance.shuffle(about)
    texts = []
    for number, matter in enumerate(about):
        sentences = chance.sample(MATTERS[matter], 3)
        said = " ".join([chance.choice(OPENINGS), *sentences, chance.choice(ENDINGS)])
        texts.append(Text(id=f"s{number}", text=said))
    return texts, {text.id: matter for text, matter in zip(texts, about, strict=True)}
