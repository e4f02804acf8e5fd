CREATE TABLE `view_day` (
	`article_id` text NOT NULL,
	`day` integer NOT NULL,
	`views` integer NOT NULL,
	`counted_in` text NOT NULL,
	PRIMARY KEY(`article_id`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `view_day_window` ON `view_day` (`counted_in`,`day`,`article_id`);--> statement-breakpoint
CREATE TABLE `view_hour` (
	`article_id` text NOT NULL,
	`hour` integer NOT NULL,
	`views` integer NOT NULL,
	PRIMARY KEY(`article_id`, `hour`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `view_hour_hour` ON `view_hour` (`hour`,`article_id`);--> statement-breakpoint
ALTER TABLE `view_count` ADD `views_24h` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `view_count` ADD `views_7d` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `view_count` ADD `views_30d` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `view_count_24h` ON `view_count` (`views_24h`,`article_id`) WHERE views_24h > 0;--> statement-breakpoint
CREATE INDEX `view_count_7d` ON `view_count` (`views_7d`,`article_id`) WHERE views_7d > 0;--> statement-breakpoint
CREATE INDEX `view_count_30d` ON `view_count` (`views_30d`,`article_id`) WHERE views_30d > 0;