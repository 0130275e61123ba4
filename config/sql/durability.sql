-- Takes: nothing. Returns: name, setting of what makes an accepted row survive a power cut. No index: a system view.
SELECT name, setting
FROM pg_settings
WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes');
