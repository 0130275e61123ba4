"""Parts of addresses."""

from django.conf import settings


class LanguageConverter:
    """A language that the service speaks; longer codes first, so that fi does not hide fi-selko."""

    regex = "|".join(sorted((code for code, _ in settings.LANGUAGES), key=len, reverse=True))

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TownConverter(LanguageConverter):
    regex = "(?!(?:" + LanguageConverter.regex + ")/)[a-z][a-z0-9-]*"


class PublicIdConverter(LanguageConverter):
    regex = "[0-9A-Za-z]{22}"
