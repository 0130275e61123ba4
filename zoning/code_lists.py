"""The national code lists whose words are data here: documents, handling and decisions, in three languages.

Words are those of the lists (koodistot.suomi.fi, rytj), so that a town's registry and ours call things by one name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from geo.languages import text_in
from zoning.codes import uri

# Code, Finnish, Swedish, English
Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class CodeList:
    """One list; `name` is its part of the national address."""

    name: str
    rows: tuple[Row, ...]

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        return {code: {"fi": fi, "sv": sv, "en": en} for code, fi, sv, en in self.rows}

    def __contains__(self, code: str) -> bool:
        return code in self.names

    def word(self, code: str, language: str) -> str:
        """What a code is called; the code itself when the list does not know it."""
        return text_in(self.names.get(code), language) or code

    def choices(self, language: str) -> list[tuple[str, str]]:
        return [(code, self.word(code, language)) for code in self.names]

    def uri(self, code: str) -> str:
        return uri(self.name, code)


DOCUMENTS = CodeList(
    "RY_AsiakirjanLaji_YKAK",
    (
        ("01", "Hakemus", "Ansökan", "Application"),
        ("02", "Havainnekuva", "Visualiseringsbild", "Conceptual rendering"),
        ("03", "Kaavakartta", "Plankarta", "Plan map"),
        ("04", "Kaavamääräykset", "Planbestämmelser", "Plan regulations"),
        ("05", "Kaavakartta ja kaavamääräykset", "Plankarta och planbestämmelser", "Plan map and plan regulations"),
        ("06", "Kaavaselostus", "Planbeskrivning", "Plan description"),
        ("07", "Karttaliite", "Kartbilaga", "Map appendices"),
        ("08", "Kirje", "Brev", "Letter"),
        ("09", "Kuulutus", "Kungörelse", "Public notice"),
        ("10", "Lausunto", "Utlåtande", "Statement"),
        ("11", "Mielipide", "Åsikt", "Opinion"),
        ("12", "Muistio", "Promemoria", "Memorandum"),
        ("13", "Muistutus", "Anmärkning", "Reminder"),
        (
            "14",
            "Osallistumis- ja arviointisuunnitelma",
            "Plan för deltagande och bedömning",
            "Participation and assessment scheme",
        ),
        ("15", "Päätös", "Beslut", "Decision"),
        ("16", "Pöytäkirja", "Protokoll", "Record"),
        ("17", "Raportti", "Rapport", "Report"),
        ("18", "Selvitys", "Utredning", "Report"),
        ("19", "Sopimus", "Avtal", "Agreement"),
        ("20", "Suunnitelma", "Plan", "Plan"),
        ("21", "Suunnitteluohje", "Planeringsanvisning", "Planning instruction"),
        ("22", "Valitus", "Besvär", "Appeal"),
        ("23", "Vastine", "Bemötande", "Rejoinder"),
        ("99", "Muu asiakirja", "Annan handling", "Other document"),
    ),
)
HANDLINGS = CodeList(
    "kaavakastap",
    (
        (
            "01",
            "Kaavan ajanmukaisuuden arviointi",
            "Bedömning av planens tidsenlighet",
            "Assessment of plan timeliness",
        ),
        (
            "02",
            "Kaavoitusaloitteen hyväksyminen",
            "Godkännande av planläggningsinitiativ",
            "Approval of planning initiative",
        ),
        ("03", "Kaavoituksen käynnistäminen", "Inledande av planläggning", "Initiation of planning"),
        ("04", "Kaavan vireilletulo", "Planen blir anhängig", "Announcement of pending plan"),
        (
            "05",
            "Osallistumis- ja arviointisuunnitelman nähtäville asettaminen",
            "Planen för deltagande och bedömning läggs fram offentligt",
            "Presenting the participation and assessment scheme to the public",
        ),
        (
            "06",
            "Kaavan valmisteluaineiston nähtäville asettaminen",
            "Offentligt framläggande av beredningsmaterialet som rör planen",
            "Presenting the plan preparation material to the public",
        ),
        (
            "07",
            "Kaavaehdotuksen nähtäville asettaminen",
            "Offentligt framläggande av planförslaget",
            "Presenting the draft proposal to the public",
        ),
        ("08", "Viranomaislausuntokierros", "Remissbehandling i myndigheter", "Request for opinions from authorities"),
        (
            "09",
            "Muutetun kaavaehdotuksen nähtäville asettaminen",
            "Offentligt framläggande av det ändrade planförslaget",
            "Presenting the amended plan proposal to the public",
        ),
        ("10", "Kaavaprosessin keskeyttäminen", "Avbrytande av planprocessen", "Interruption of plan process"),
        ("11", "Kaavan hyväksyminen", "Godkännande av planen", "Plan approval"),
        (
            "12",
            "Kaavan hyväksyminen oikaisukehotuksen johdosta",
            "Godkännande av planen med anledning av rättelseuppmaning",
            "Plan approval due to rectification reminder",
        ),
        (
            "13",
            "Kaavan tai sen osan kuuluttaminen voimaan ennen kaavan lainvoimaisuutta",
            "Kungörelse av planen eller en del av den innan planen vunnit laga kraft",
            "Announcement of a plan or part thereof as valid before legal validity",
        ),
        ("14", "Kaavan kumoaminen", "Upphävande av planen", "Plan repeal"),
        (
            "15",
            "Valituksen vastineiden hyväksyminen",
            "Godkännande av besvärsgenmälen",
            "Approval of the rejoinders to the appeal",
        ),
        ("16", "Kaava kuulutetaan voimaan", "Planen kungörs", "Plan notified as valid"),
        (
            "17",
            "Kaavan palauttaminen valmisteluun",
            "Returnering av planen för beredning",
            "Returning plan to preparation",
        ),
        ("18", "Toimeenpano keskeytetty", "Verkställigheten är avbruten", "Implementation suspended"),
        (
            "19",
            "Muutoksenhaun yhteydessä viranomaisen tekemät muutokset",
            "Ändringar som myndigheten gjort i samband med ändringsansökan",
            "Changes made by authority in connection with appeal",
        ),
    ),
)
DECISIONS = CodeList(
    "kaavpaatnimi",
    (
        (
            "01",
            "Kaavan ajanmukaisuuden arviointi",
            "Bedömning av planens tidsenlighet",
            "Assessment of plan timeliness",
        ),
        (
            "02",
            "Kaavoitusaloitteen hyväksyminen",
            "Godkännande av planläggningsinitiativ",
            "Approval of planning initiative",
        ),
        ("03", "Kaavoituksen käynnistäminen", "Inledande av planläggning", "Initiation of planning"),
        (
            "04",
            "Osallistumis- ja arviointisuunnitelman nähtäville asettaminen",
            "Planen för deltagande och bedömning läggs fram offentligt",
            "Presenting the participation and assessment scheme to the public",
        ),
        (
            "05",
            "Kaavan valmisteluaineiston nähtäville asettaminen",
            "Offentligt framläggande av beredningsmaterialet som rör planen",
            "Presenting the plan preparation material to the public",
        ),
        (
            "06",
            "Kaavaluonnoksen nähtäville asettaminen",
            "Offentligt framläggande av utkastet till plan",
            "Presenting the draft plan to the public",
        ),
        (
            "07",
            "Kaavaehdotuksen asettaminen lausunnoille",
            "Utsändning av planförslaget på remiss",
            "Sending a plan proposal out for opinions",
        ),
        (
            "08",
            "Kaavaehdotuksen nähtäville asettaminen",
            "Offentligt framläggande av planförslaget",
            "Presenting the draft proposal to the public",
        ),
        (
            "09",
            "Muutetun kaavaehdotuksen nähtäville asettaminen",
            "Offentligt framläggande av det ändrade planförslaget",
            "Presenting the amended plan proposal to the public",
        ),
        ("10", "Kaavaprosessin keskeyttäminen", "Avbrytande av planprocessen", "Interruption of plan process"),
        ("11A", "Kaavan hyväksyminen", "Godkännande av planen", "Plan approval"),
        (
            "11B",
            "Kaavan ja sitovan tonttijaon hyväksyminen",
            "Godkännande av planen och den bindande tomtindelningen",
            "Approval of plan and binding plot division",
        ),
        (
            "12",
            "Kaavan hyväksyminen oikaisukehotuksen johdosta",
            "Godkännande av planen med anledning av rättelseuppmaning",
            "Plan approval due to rectification reminder",
        ),
        (
            "13",
            "Kaavan tai sen osan kuuluttaminen voimaan ennen kaavan lainvoimaisuutta",
            "Kungörelse av planen eller en del av den innan planen vunnit laga kraft",
            "Announcement of a plan or part thereof as valid before legal validity",
        ),
        ("14", "Kaavan kumoaminen", "Upphävande av planen", "Plan repeal"),
        ("15", "Kaavan kumoaminen osittain", "Delvis upphävande av planen", "Plan repeal partially"),
        (
            "16",
            "Valituksen vastineiden hyväksyminen",
            "Godkännande av besvärsgenmälen",
            "Approval of the rejoinders to the appeal",
        ),
        (
            "17",
            "Kaavan palauttaminen valmisteluun",
            "Returnering av planen för beredning",
            "Returning plan to preparation",
        ),
    ),
)
DECISION_MAKERS = CodeList(
    "PaatoksenTekija",
    (
        ("01", "Viranhaltija", "Tjänsteinnehavare", "Office-holder"),
        (
            "02",
            "Monijäseninen päätöksentekoelin",
            "Beslutsorgan med flera medlemmar",
            "Multi-member decision-making body",
        ),
    ),
)
PUBLICITY = CodeList(
    "julkisuus",
    (
        ("1", "Julkinen asiakirja", "Offentligt dokument", "Public document"),
        (
            "2",
            "Sisältää turvaluokiteltua tietoa",
            "Innehåller säkerhetsklassificerad information",
            "Contains classified information",
        ),
        (
            "3",
            "Sisältää salassapidettävää tietoa",
            "Innehåller sekretessbelagd information",
            "Contains confidential information",
        ),
        (
            "4",
            "Tiedon jakaminen muille kuin viranomaisille vaatii tarkistamista",
            "Delning av information till andra än myndigheter kräver granskning",
            "Sharing information with non-authorities requires verification",
        ),
    ),
)
PERSONAL_DATA = CodeList(
    "henkilotietosisalto",
    (
        ("1", "Ei sisällä henkilötietoja", "Innehåller inga personuppgifter", "Does not contain personal data"),
        ("2", "Sisältää nimitietoja", "Innehåller namnuppgifter", "Contains names"),
        (
            "3",
            "Sisältää henkilötietoa, josta henkilö tunnistettavissa",
            "Innehåller personuppgifter, på basis av vilka en person kan identifieras",
            "Contains personal data that can be used to identify persons",
        ),
    ),
)
RETENTION = CodeList(
    "sailytysaika",
    (
        ("01", "Säilytetään pysyvästi", "Förvaras varaktigt", "To be retained permanently"),
        ("02", "Säilytetään määräajan", "Förvaras en viss tid", "To be retained for a fixed period of time"),
        ("0201", "2 vuotta", "2 år", "2 years"),
        (
            "020101",
            "2 vuotta, päätöksen lainvoimaisuuspäivä",
            "2 år, datum när beslutet vinner laga kraft",
            "2 years, date of validity of decision",
        ),
        (
            "020102",
            "2 vuotta, päätöksen antopäivä",
            "2 år, datum när beslutet meddelats",
            "2 years, date of issue of decision",
        ),
        (
            "020103",
            "2 vuotta, rakennuksen valmistuminen",
            "2 år, byggnadens färdigställande",
            "2 years, completion of building",
        ),
        ("0202", "5 vuotta", "5 år", "5 years"),
        (
            "020201",
            "5 vuotta, päätöksen lainvoimaisuuspäivä",
            "5 år, datum när beslutet vinner laga kraft",
            "5 years, date of validity of decision",
        ),
        (
            "020202",
            "5 vuotta, päätöksen antopäivä",
            "5 år, datum när beslutet meddelats",
            "5 years, date of issue of decision",
        ),
        (
            "020203",
            "5 vuotta, rakennuksen valmistuminen",
            "5 år, byggnadens färdigställande",
            "5 years, completion of building",
        ),
        ("0203", "10 vuotta", "10 år", "10 years"),
        (
            "020301",
            "10 vuotta, päätöksen lainvoimaisuuspäivä",
            "10 år, datum när beslutet vinner laga kraft",
            "10 years, date of validity of decision",
        ),
        (
            "020302",
            "10 vuotta, päätöksen antopäivä",
            "10 år, datum när beslutet meddelats",
            "10 years, date of issue of decision",
        ),
        (
            "020303",
            "10 vuotta, rakennuksen valmistuminen",
            "10 år, byggnadens färdigställande",
            "10 years, completion of building",
        ),
        ("0204", "15 vuotta", "15 år", "15 years"),
        (
            "020401",
            "15 vuotta, päätöksen lainvoimaisuuspäivä",
            "15 år, datum när beslutet vinner laga kraft",
            "15 years, date of validity of decision",
        ),
        (
            "020402",
            "15 vuotta, päätöksen antopäivä",
            "15 år, datum när beslutet meddelats",
            "15 years, date of issue of decision",
        ),
        (
            "020403",
            "15 vuotta, rakennuksen valmistuminen",
            "15 år, byggnadens färdigställande",
            "15 years, completion of building",
        ),
        (
            "0205",
            "Rakennuksen purkamiseen asti",
            "Till och med att byggnaden har rivits",
            "Until the building is demolished",
        ),
    ),
)
