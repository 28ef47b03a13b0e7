-- When somebody last returned the activity as proof of anything: from then on it counts only when a person accepts it.
ALTER TABLE activity ADD COLUMN returned_at BIGINT;
UPDATE activity SET returned_at = filed_at WHERE id IN (SELECT activity_id FROM proof WHERE state = 'returned');
