"""How data goes out to others: OGC API Features and Tiles, the catalogue record, the site's map."""
