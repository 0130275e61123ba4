"""Open311 both ways: a GeoReport v2 server over what is published, and a client that hands pins on to other systems."""
