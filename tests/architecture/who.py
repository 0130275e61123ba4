"""What an anonymous visitor may do at an address."""

ANYONE_READS = {"GET"}
ANYONE_SENDS = {"GET", "POST"}
STAFF: set[str] = set()  # nothing but the way to sign in
