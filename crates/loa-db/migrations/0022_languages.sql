-- Almost all articles are in Vietnamese. Asked in which other languages there is something, the planner took the index of all languages for no
-- better than reading the whole table.
CREATE INDEX article_in_other_language ON article (unit_id, language) WHERE language <> 'vi';
