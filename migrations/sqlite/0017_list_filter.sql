DROP INDEX `print_published`;--> statement-breakpoint
DROP INDEX `print_updated`;--> statement-breakpoint
DROP INDEX `print_language_published`;--> statement-breakpoint
DROP INDEX `print_language_updated`;--> statement-breakpoint
ALTER TABLE `print` ADD `reading_time` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `print` ADD `has_image` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `print` ADD `title_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `print_title` ON `print` (`title_key`,`article_id`,`published_at`,`updated_at`,`reading_time`,`has_image`,`key_takeaways`,`language`);--> statement-breakpoint
CREATE INDEX `print_published` ON `print` (`published_at`,`article_id`,`updated_at`,`reading_time`,`has_image`,`key_takeaways`);--> statement-breakpoint
CREATE INDEX `print_updated` ON `print` (`updated_at`,`article_id`,`published_at`,`reading_time`,`has_image`,`key_takeaways`);--> statement-breakpoint
CREATE INDEX `print_language_published` ON `print` (`language`,`published_at`,`article_id`,`updated_at`,`reading_time`,`has_image`,`key_takeaways`);--> statement-breakpoint
CREATE INDEX `print_language_updated` ON `print` (`language`,`updated_at`,`article_id`,`published_at`,`reading_time`,`has_image`,`key_takeaways`);--> statement-breakpoint
DROP INDEX `print_term_updated`;--> statement-breakpoint
ALTER TABLE `print_term` ADD `reading_time` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `print_term` ADD `has_image` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `print_term` ADD `key_takeaways` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `print_term_updated` ON `print_term` (`term_id`,`updated_at`,`article_id`,`published_at`,`reading_time`,`has_image`,`key_takeaways`);--> statement-breakpoint
ALTER TABLE `term` ADD `name_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `term_delivered_name` ON `term` (`kind`,`name_key`,`slug`) WHERE articles > 0;--> statement-breakpoint
CREATE INDEX `view_count_views` ON `view_count` (`views`,`article_id`);--> statement-breakpoint
UPDATE `print` SET
	`title_key` = sort_key(`title`),
	`reading_time` = CASE WHEN json_valid(CAST(`item` AS TEXT)) THEN coalesce(json_extract(CAST(`item` AS TEXT), '$.metadata.readingTimeMinutes'), 0) ELSE 0 END,
	`has_image` = CASE WHEN json_valid(CAST(`item` AS TEXT)) THEN json_type(CAST(`item` AS TEXT), '$.metadata.image') IS NOT NULL ELSE 0 END;--> statement-breakpoint
UPDATE `print_term` SET (`reading_time`, `has_image`, `key_takeaways`) =
	(SELECT `reading_time`, `has_image`, `key_takeaways` FROM `print` WHERE `print`.`article_id` = `print_term`.`article_id`);--> statement-breakpoint
UPDATE `term` SET `name_key` = sort_key(`name`);--> statement-breakpoint
INSERT OR IGNORE INTO `view_count` SELECT `article_id`, 0 FROM `print`;
