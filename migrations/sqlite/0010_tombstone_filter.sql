CREATE TABLE `tombstone_filter` (
	`kind` text NOT NULL,
	`slug` text NOT NULL,
	`article_id` text NOT NULL,
	`term_id` text,
	`name` text NOT NULL,
	PRIMARY KEY(`kind`, `slug`, `article_id`),
	FOREIGN KEY (`term_id`) REFERENCES `term`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `tombstone_filter_term` ON `tombstone_filter` (`term_id`,`article_id`);--> statement-breakpoint
CREATE INDEX `tombstone_filter_article` ON `tombstone_filter` (`article_id`);--> statement-breakpoint
-- By hand: of articles that ended before, what the log of changes still tells of their last delivery.
WITH `last` AS (
	SELECT c.`article_id`, CASE WHEN json_valid(c.`before`) THEN c.`before` ELSE '{}' END AS `before` FROM `change` c JOIN `tombstone` t ON t.`article_id` = c.`article_id`
	WHERE c.`seq` = (SELECT max(d.`seq`) FROM `change` d WHERE d.`article_id` = c.`article_id` AND CASE WHEN json_valid(d.`before`) THEN json_extract(d.`before`, '$.delivered') END)
)
INSERT OR IGNORE INTO `tombstone_filter` (`kind`, `slug`, `article_id`, `term_id`, `name`)
	SELECT 'language', json_extract(`before`, '$.language'), `article_id`, NULL, '' FROM `last` WHERE json_extract(`before`, '$.language') IS NOT NULL
	UNION ALL
	SELECT r.`kind`, r.`slug`, l.`article_id`, r.`id`, r.`name` FROM `last` l
		JOIN json_tree(l.`before`) j ON j.`type` = 'text'
		JOIN `term` m ON m.`id` = j.`value`
		JOIN `term` r ON r.`id` = coalesce(m.`merged_into`, m.`id`);
