CREATE TABLE `source_owner` (
	`source` text PRIMARY KEY NOT NULL,
	`key_id` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `api_key` ADD `site` text;--> statement-breakpoint
ALTER TABLE `address` ADD `source` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `article` ADD `imported_source` text;--> statement-breakpoint
ALTER TABLE `open_link` ADD `source` text DEFAULT '' NOT NULL;--> statement-breakpoint
-- By hand, to the end: what earlier imports tell of their sources.
UPDATE `article` SET `imported_source` = substr(`external_id`, 1, instr(`external_id`, ':') - 1)
WHERE instr(`external_id`, ':') > 1
	AND `imported_origin` LIKE 'upload:%'
	AND substr(`imported_origin`, 8, instr(`external_id`, ':')) = substr(`external_id`, 1, instr(`external_id`, ':') - 1) || '/';
--> statement-breakpoint
INSERT OR IGNORE INTO `source_owner`
SELECT substr(`external_id`, 1, instr(`external_id`, ':') - 1), '' FROM `article`
WHERE `imported_origin` IS NOT NULL AND `imported_origin` NOT LIKE 'upload:%' AND instr(`external_id`, ':') > 1;
--> statement-breakpoint
INSERT OR IGNORE INTO `source_owner`
SELECT `subject`, substr(`actor`, 5) FROM `job` WHERE `kind` = 'import' AND `actor` LIKE 'key:%' ORDER BY `id`;
