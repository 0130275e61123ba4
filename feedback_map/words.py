"""The words of a text as they are searched for: kept in `geo`, where plans read them too."""

from geo.words import base_forms, finnish, words_of

__all__ = ["base_forms", "finnish", "words_of"]
