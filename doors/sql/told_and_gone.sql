-- Takes: town, withdrawn (events that say so). What subscribers were told of last as public, and is public no more.
-- Returns: event, subject. Index: delivery_of_subject; pins, plans and initiatives by their
-- public ids.
SELECT DISTINCT last.event, last.subject
FROM (
    SELECT DISTINCT ON (delivery.webhook_id, delivery.subject) delivery.event, delivery.subject
    FROM doors_webhookdelivery AS delivery
    WHERE delivery.municipality_id = %(town)s AND split_part(delivery.event, '.', 1) IN ('pin', 'plan', 'initiative')
    ORDER BY delivery.webhook_id, delivery.subject, delivery.id DESC
) AS last
WHERE last.event <> ALL (%(withdrawn)s)
    AND NOT EXISTS (SELECT FROM feedback_map_publishedpin AS pin
                    WHERE pin.municipality_id = %(town)s AND pin.public_id = last.subject)
    AND NOT EXISTS (SELECT FROM zoning_publishedplan AS plan WHERE plan.public_id = last.subject)
    AND NOT EXISTS (SELECT FROM feedback_map_publishedinitiative AS initiative
                    WHERE initiative.municipality_id = %(town)s AND initiative.public_id = last.subject)
