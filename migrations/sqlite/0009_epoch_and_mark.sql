CREATE TABLE `recorded_epoch` (
	`epoch` text PRIMARY KEY NOT NULL,
	`ordinal` integer NOT NULL,
	`public_url` text NOT NULL,
	`recorded_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `recorded_epoch_ordinal_unique` ON `recorded_epoch` (`ordinal`);--> statement-breakpoint
-- SQLite demands a default of a column that is added. Nothing uses it: every insert names the column.
ALTER TABLE `article` ADD `mark` text NOT NULL DEFAULT '';--> statement-breakpoint
-- What is there gets marks now. Two files that are migrated from one backup get different ones.
UPDATE `article` SET `mark` = lower(hex(randomblob(4)));--> statement-breakpoint
UPDATE `print` SET `head` = json_set(`head`, '$.mark', lower(hex(randomblob(4)))) WHERE json_valid(`head`);
--> statement-breakpoint
CREATE INDEX `raw_source_imported` ON `raw_source` (`imported_at`,`article_id`);
