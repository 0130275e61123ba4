"""Telling other systems what became public, as it happens: signed, by the outbox, until they have it."""
