-- Replies are counted where the other counters are; until now they were counted anew for each reader.
INSERT INTO post_counters (post_id, slot, replies)
SELECT in_reply_to_id, 0, count(*) FROM posts
WHERE in_reply_to_id IS NOT NULL AND deleted_at IS NULL AND visibility IN ('public', 'unlisted')
GROUP BY in_reply_to_id;
