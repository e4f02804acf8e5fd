-- SQLite demands a default of a column that is added. Nothing uses it: every insert names the column.
ALTER TABLE `article` ADD `audit_number` integer NOT NULL DEFAULT 0;--> statement-breakpoint
CREATE INDEX `article_created` ON `article` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `article_title` ON `article` (title COLLATE NOCASE,`id`);--> statement-breakpoint
CREATE INDEX `article_language` ON `article` (`language`);--> statement-breakpoint
CREATE INDEX `article_actor` ON `article` (`actor`);--> statement-breakpoint
CREATE INDEX `article_person` ON `article` (`on_behalf_of`) WHERE on_behalf_of IS NOT NULL;--> statement-breakpoint
CREATE INDEX `article_ahead` ON `article` (`id`) WHERE version IS NOT published_version;--> statement-breakpoint
CREATE INDEX `article_audit_number` ON `article` (`audit_number`);--> statement-breakpoint
-- By hand: the last write of each article, as far as the audit tells.
UPDATE `article` SET `audit_number` = coalesce((SELECT max(a.`id`) FROM `audit` a WHERE a.`article_id` = `article`.`id`), 0);
