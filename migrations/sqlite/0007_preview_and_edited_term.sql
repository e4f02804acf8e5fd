CREATE TABLE `preview` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`article_id` text,
	`key_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`key_id`) REFERENCES `api_key`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `preview_token_hash_unique` ON `preview` (`token_hash`);--> statement-breakpoint
CREATE INDEX `preview_article` ON `preview` (`article_id`);--> statement-breakpoint
CREATE INDEX `preview_key` ON `preview` (`key_id`);--> statement-breakpoint
CREATE INDEX `preview_expires` ON `preview` (`expires_at`);--> statement-breakpoint
DROP TABLE `setting`;--> statement-breakpoint
ALTER TABLE `term` ADD `edited` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- By hand: whom editors made, changed or merged others into, as far as the audit tells.
UPDATE `term` SET `edited` = 1 WHERE `id` IN (
	SELECT json_extract(`detail`, '$.termId') FROM `audit` WHERE `action` GLOB 'category.*' OR `action` GLOB 'tag.*' OR `action` GLOB 'author.*'
	UNION SELECT json_extract(`detail`, '$.into') FROM `audit` WHERE `action` GLOB '*.merge'
);
