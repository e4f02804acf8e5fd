-- The HTML of embeds, which was kept as it came, goes: it is made from their addresses when an article is printed.
CREATE TEMP TABLE `embed_html` AS
SELECT 'section' AS `kind`, s.rowid AS `place`, t.fullkey AS `path` FROM `section` s, json_tree(s.`blocks`) t
WHERE instr(s.`blocks`, '"embed"') > 0 AND t.key = 'html'
	AND json_extract(s.`blocks`, substr(t.fullkey, 1, length(t.fullkey) - 5) || '.type') = 'embed'
UNION ALL
SELECT 'footnote', f.rowid, t.fullkey FROM `footnote` f, json_tree(f.`blocks`) t
WHERE instr(f.`blocks`, '"embed"') > 0 AND t.key = 'html'
	AND json_extract(f.`blocks`, substr(t.fullkey, 1, length(t.fullkey) - 5) || '.type') = 'embed'
UNION ALL
SELECT 'edition', e.rowid, t.fullkey FROM `edition` e, json_tree(e.`content`) t
WHERE instr(e.`content`, '"embed"') > 0 AND t.key = 'html'
	AND json_extract(e.`content`, substr(t.fullkey, 1, length(t.fullkey) - 5) || '.type') = 'embed';
--> statement-breakpoint
CREATE INDEX temp.`embed_html_place` ON `embed_html` (`kind`, `place`);
--> statement-breakpoint
-- One member after another: taking one away moves no other.
UPDATE `section` SET `blocks` = (
	WITH RECURSIVE
		`path` (`number`, `path`) AS (SELECT row_number() OVER (), `path` FROM temp.`embed_html` WHERE `kind` = 'section' AND `place` = `section`.rowid),
		`step` (`number`, `json`) AS (
			SELECT 0, `section`.`blocks`
			UNION ALL
			SELECT `step`.`number` + 1, json_remove(`json`, `path`.`path`) FROM `step` JOIN `path` ON `path`.`number` = `step`.`number` + 1
		)
	SELECT `json` FROM `step` ORDER BY `number` DESC LIMIT 1
) WHERE rowid IN (SELECT `place` FROM temp.`embed_html` WHERE `kind` = 'section');
--> statement-breakpoint
UPDATE `footnote` SET `blocks` = (
	WITH RECURSIVE
		`path` (`number`, `path`) AS (SELECT row_number() OVER (), `path` FROM temp.`embed_html` WHERE `kind` = 'footnote' AND `place` = `footnote`.rowid),
		`step` (`number`, `json`) AS (
			SELECT 0, `footnote`.`blocks`
			UNION ALL
			SELECT `step`.`number` + 1, json_remove(`json`, `path`.`path`) FROM `step` JOIN `path` ON `path`.`number` = `step`.`number` + 1
		)
	SELECT `json` FROM `step` ORDER BY `number` DESC LIMIT 1
) WHERE rowid IN (SELECT `place` FROM temp.`embed_html` WHERE `kind` = 'footnote');
--> statement-breakpoint
UPDATE `edition` SET `content` = (
	WITH RECURSIVE
		`path` (`number`, `path`) AS (SELECT row_number() OVER (), `path` FROM temp.`embed_html` WHERE `kind` = 'edition' AND `place` = `edition`.rowid),
		`step` (`number`, `json`) AS (
			SELECT 0, `edition`.`content`
			UNION ALL
			SELECT `step`.`number` + 1, json_remove(`json`, `path`.`path`) FROM `step` JOIN `path` ON `path`.`number` = `step`.`number` + 1
		)
	SELECT `json` FROM `step` ORDER BY `number` DESC LIMIT 1
) WHERE rowid IN (SELECT `place` FROM temp.`embed_html` WHERE `kind` = 'edition');
--> statement-breakpoint
DROP TABLE temp.`embed_html`;
