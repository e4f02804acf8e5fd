CREATE TABLE `article_version` (
	`article_id` text NOT NULL,
	`version` integer NOT NULL,
	`at` integer NOT NULL,
	`actor` text,
	`on_behalf_of` text,
	`slug` text NOT NULL,
	`title` text NOT NULL,
	`content` blob,
	PRIMARY KEY(`article_id`, `version`),
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE cascade
);
