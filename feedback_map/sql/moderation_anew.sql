-- Takes :pin, which its sender makes public. Gives how it is moderated, as if it had just come; its own text is no
-- repetition of itself, so a blank makes it another one. Index: primary key.
SELECT (moderation_of(pin.municipality_id, pin.category_id, pin.participant_id, 'public', pin.channel, pin.text || ' ')
       ).moderation
FROM feedback_map_pin pin WHERE pin.id = %(pin)s
