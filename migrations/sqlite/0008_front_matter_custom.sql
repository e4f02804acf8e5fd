-- By hand. Custom members that imports took from front matter without a meaning here go, in working copies and editions;
-- the mapping `custom` becomes what it says. Where an editor changed custom members, only those go that the source or an
-- edition from before names. The next print of each article is made without them.
CREATE TEMP TABLE `front_matter` AS
SELECT r.`article_id`, CAST(r.`bytes` AS TEXT) AS `source`, (
	SELECT min(e.`version`) FROM `audit` e, json_each(e.`detail`, '$.changed') c
	WHERE e.`article_id` = r.`article_id` AND e.`action` = 'article.edit' AND c.`value` = 'custom'
) AS `edited`
FROM `raw_source` r WHERE r.`importer` = 'markdown';
--> statement-breakpoint
CREATE TEMP TABLE `front_matter_custom` AS
SELECT 'article' AS `kind`, a.`id` AS `article_id`, a.rowid AS `place`, a.`version`, a.`custom` FROM `article` a
WHERE a.`id` IN (SELECT `article_id` FROM temp.`front_matter`) AND a.`custom` <> '{}'
UNION ALL
SELECT 'edition', e.`article_id`, e.rowid, e.`version`, json_extract(e.`content`, '$.custom') FROM `edition` e
WHERE e.`article_id` IN (SELECT `article_id` FROM temp.`front_matter`) AND json_extract(e.`content`, '$.custom') <> '{}';
--> statement-breakpoint
CREATE TEMP TABLE `front_matter_member` AS
SELECT DISTINCT c.`article_id`, m.`key` AS `name`
FROM temp.`front_matter_custom` c JOIN temp.`front_matter` f USING (`article_id`), json_each(c.`custom`) m
WHERE f.`edited` IS NULL OR c.`version` < f.`edited`
	OR instr(f.`source`, m.`key` || ':') OR instr(f.`source`, m.`key` || ' :') OR instr(f.`source`, m.`key` || '"')
	OR instr(f.`source`, m.`key` || '=') OR instr(f.`source`, m.`key` || ' =');
--> statement-breakpoint
CREATE TEMP TABLE `kept_custom` AS
SELECT `kind`, `place`, (
	SELECT '{' || coalesce(group_concat(json_quote(m.`key`) || ':' || CASE m.`type`
		WHEN 'object' THEN m.`value` WHEN 'array' THEN m.`value` WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' WHEN 'null' THEN 'null'
		ELSE json_quote(m.`value`) END), '') || '}'
	FROM (
		SELECT `key`, `value`, `type` FROM json_each(c.`custom`)
		WHERE NOT EXISTS (SELECT 1 FROM temp.`front_matter_member` f WHERE f.`article_id` = c.`article_id` AND f.`name` = `key`)
		UNION ALL
		SELECT `key`, `value`, `type` FROM json_each(c.`custom`, '$.custom')
		WHERE json_type(c.`custom`, '$.custom') = 'object'
			AND EXISTS (SELECT 1 FROM temp.`front_matter_member` f WHERE f.`article_id` = c.`article_id` AND f.`name` = 'custom')
	) m
) AS `custom`
FROM temp.`front_matter_custom` c;
--> statement-breakpoint
CREATE INDEX temp.`kept_custom_place` ON `kept_custom` (`kind`, `place`);
--> statement-breakpoint
-- The source of an article with a password is not kept.
DELETE FROM `raw_source` WHERE `article_id` IN (
	SELECT c.`article_id` FROM temp.`front_matter_custom` c, json_tree(c.`custom`) m
	WHERE lower(replace(replace(m.`key`, '-', ''), '_', '')) IN ('password', 'passwords', 'passwd', 'secret', 'passcode',
		'passphrase', 'pwd', 'encrypt', 'encryption', 'encryptionkey', 'encryptkey', 'secretkey', 'staticrypt', 'staticryptpassword', 'pagekey')
);
--> statement-breakpoint
UPDATE `article` SET `custom` = (SELECT `custom` FROM temp.`kept_custom` WHERE `kind` = 'article' AND `place` = `article`.rowid)
WHERE rowid IN (SELECT `place` FROM temp.`kept_custom` WHERE `kind` = 'article');
--> statement-breakpoint
UPDATE `edition` SET `content` = json_set(`content`, '$.custom', json((SELECT `custom` FROM temp.`kept_custom` WHERE `kind` = 'edition' AND `place` = `edition`.rowid)))
WHERE rowid IN (SELECT `place` FROM temp.`kept_custom` WHERE `kind` = 'edition');
--> statement-breakpoint
DROP TABLE temp.`kept_custom`;
--> statement-breakpoint
DROP TABLE temp.`front_matter_member`;
--> statement-breakpoint
DROP TABLE temp.`front_matter_custom`;
--> statement-breakpoint
DROP TABLE temp.`front_matter`;
