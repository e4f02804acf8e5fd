CREATE TABLE `address` (
	`address` text NOT NULL,
	`article_id` text NOT NULL,
	PRIMARY KEY(`address`, `article_id`),
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `address_article` ON `address` (`article_id`);--> statement-breakpoint
CREATE TABLE `open_link` (
	`article_id` text NOT NULL,
	`address` text NOT NULL,
	PRIMARY KEY(`article_id`, `address`),
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
