"""Dates as they are written in Finland, where Django's own choice for a language is another country's."""
