-- Takes: town, keep_days. Deletes tellings past their days, but the newest of each subject: it says what was told.
-- Returns nothing. Index: delivery_of_subject.
DELETE FROM doors_webhookdelivery AS old
WHERE old.municipality_id = %(town)s AND old.made_at < now() - make_interval(days => %(keep_days)s)
    AND EXISTS (SELECT FROM doors_webhookdelivery AS newer
                WHERE newer.webhook_id = old.webhook_id AND newer.subject = old.subject AND newer.id > old.id)
