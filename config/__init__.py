"""Settings, urls and what wires the apps together. No rules about pins or people live here."""
