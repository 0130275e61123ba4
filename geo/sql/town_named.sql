-- A town that is open, by its slug, with what a request about it needs. Takes: slug. Gives: id, slug, names, languages, home_set.
-- Index: the unique one on slug.
SELECT id, slug, names, languages, home_set FROM geo_municipality WHERE slug = %(slug)s AND is_public
