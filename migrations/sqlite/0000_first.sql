CREATE TABLE `api_key` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`prefix` text NOT NULL,
	`hash` text NOT NULL,
	`scopes` text NOT NULL,
	`rate` text,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`revoked_at` integer,
	`last_used_at` integer,
	`rotated_from` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_key_hash_unique` ON `api_key` (`hash`);--> statement-breakpoint
CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`request_id` text,
	`address` text,
	`article_id` text,
	`version` integer,
	`detail` text
);
--> statement-breakpoint
CREATE INDEX `audit_at` ON `audit` (`at`);--> statement-breakpoint
CREATE INDEX `audit_actor` ON `audit` (`actor`,`id`);--> statement-breakpoint
CREATE INDEX `audit_article` ON `audit` (`article_id`,`id`) WHERE article_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `idempotency` (
	`owner` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`status` integer,
	`headers` text,
	`body` blob,
	PRIMARY KEY(`owner`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_expires` ON `idempotency` (`expires_at`);--> statement-breakpoint
CREATE TABLE `setting` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `article` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`external_id` text,
	`status` text NOT NULL,
	`edition` integer NOT NULL,
	`published_version` integer,
	`first_published_at` integer,
	`translation_group` text,
	`imported_hash` text,
	`imported_version` integer,
	`imported_origin` text,
	`created_at` integer NOT NULL,
	`modified_at` integer NOT NULL,
	`slug` text NOT NULL,
	`title` text NOT NULL,
	`summary` text,
	`language` text NOT NULL,
	`direction` text NOT NULL,
	`image` text,
	`canonical_url` text,
	`source` text,
	`rights` text,
	`custom` text NOT NULL,
	`published_at` integer,
	`published_precision` text NOT NULL,
	`updated_at` integer,
	`expires_at` integer,
	`reading_time_minutes` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `article_external_id_unique` ON `article` (`external_id`);--> statement-breakpoint
CREATE INDEX `article_modified` ON `article` (`modified_at`,`id`);--> statement-breakpoint
CREATE INDEX `article_status` ON `article` (`status`,`modified_at`,`id`);--> statement-breakpoint
CREATE INDEX `article_translation_group` ON `article` (`translation_group`) WHERE translation_group IS NOT NULL;--> statement-breakpoint
CREATE TABLE `article_term` (
	`article_id` text NOT NULL,
	`kind` text NOT NULL,
	`position` integer NOT NULL,
	`term_id` text NOT NULL,
	PRIMARY KEY(`article_id`, `kind`, `position`),
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`term_id`) REFERENCES `term`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `article_term_term` ON `article_term` (`term_id`,`article_id`);--> statement-breakpoint
CREATE TABLE `footnote` (
	`article_id` text NOT NULL,
	`position` integer NOT NULL,
	`anchor` text NOT NULL,
	`label` text NOT NULL,
	`blocks` text NOT NULL,
	PRIMARY KEY(`article_id`, `position`),
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `import_source` (
	`external_id` text PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`source` text NOT NULL,
	`origin` text NOT NULL,
	`hash` text NOT NULL,
	`size` integer NOT NULL,
	`modified_at` integer,
	`seen_at` integer NOT NULL,
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `import_source_source` ON `import_source` (`source`,`seen_at`);--> statement-breakpoint
CREATE INDEX `import_source_article` ON `import_source` (`article_id`);--> statement-breakpoint
CREATE INDEX `import_source_origin` ON `import_source` (`source`,`origin`);--> statement-breakpoint
CREATE TABLE `key_takeaway` (
	`article_id` text NOT NULL,
	`position` integer NOT NULL,
	`id` text NOT NULL,
	`content` text NOT NULL,
	`origin` text NOT NULL,
	`section_anchor` text,
	PRIMARY KEY(`article_id`, `position`),
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `path` (
	`path` text PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `path_article` ON `path` (`article_id`);--> statement-breakpoint
CREATE TABLE `raw_source` (
	`article_id` text PRIMARY KEY NOT NULL,
	`importer` text NOT NULL,
	`name` text NOT NULL,
	`media_type` text NOT NULL,
	`hash` text NOT NULL,
	`imported_at` integer NOT NULL,
	`bytes` blob NOT NULL,
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `schedule` (
	`article_id` text NOT NULL,
	`kind` text NOT NULL,
	`due_at` integer NOT NULL,
	`actor` text NOT NULL,
	`created_at` integer NOT NULL,
	`detail` text,
	PRIMARY KEY(`article_id`, `kind`),
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `schedule_due` ON `schedule` (`due_at`);--> statement-breakpoint
CREATE TABLE `section` (
	`article_id` text NOT NULL,
	`position` integer NOT NULL,
	`id` text NOT NULL,
	`anchor` text NOT NULL,
	`parent_anchor` text,
	`heading` text,
	`heading_content` text,
	`level` integer NOT NULL,
	`former_anchors` text NOT NULL,
	`blocks` text NOT NULL,
	PRIMARY KEY(`article_id`, `position`),
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `slug` (
	`slug` text PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`public` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `slug_article` ON `slug` (`article_id`);--> statement-breakpoint
CREATE TABLE `change` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`article_id` text NOT NULL,
	`edition` integer NOT NULL,
	`slug` text NOT NULL,
	`reason` text,
	`before` text NOT NULL,
	`after` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `change_at` ON `change` (`at`);--> statement-breakpoint
CREATE TABLE `log_reader` (
	`name` text PRIMARY KEY NOT NULL,
	`cursor` integer NOT NULL,
	`lease_owner` text,
	`lease_until` integer
);
--> statement-breakpoint
CREATE TABLE `webhook` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`secret` text NOT NULL,
	`events` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `webhook_delivery` (
	`id` text PRIMARY KEY NOT NULL,
	`webhook_id` text NOT NULL,
	`seq` integer NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`status` integer,
	`error` text,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhook`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `webhook_delivery_due` ON `webhook_delivery` (`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `webhook_delivery_webhook` ON `webhook_delivery` (`webhook_id`,`seq`);--> statement-breakpoint
CREATE TABLE `websub_ping` (
	`hub` text NOT NULL,
	`topic` text NOT NULL,
	`seq` integer NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`error` text,
	PRIMARY KEY(`hub`, `topic`)
);
--> statement-breakpoint
CREATE INDEX `websub_ping_due` ON `websub_ping` (`due_at`);--> statement-breakpoint
CREATE TABLE `correction` (
	`article_id` text NOT NULL,
	`position` integer NOT NULL,
	`id` text NOT NULL,
	`edition` integer NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`note` text NOT NULL,
	`section_anchors` text NOT NULL,
	PRIMARY KEY(`article_id`, `position`),
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `correction_id` ON `correction` (`article_id`,`id`);--> statement-breakpoint
CREATE TABLE `edition` (
	`article_id` text NOT NULL,
	`number` integer NOT NULL,
	`at` integer NOT NULL,
	`published_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL,
	`content` text NOT NULL,
	PRIMARY KEY(`article_id`, `number`),
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `job` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`state` text NOT NULL,
	`input` text,
	`cursor` text NOT NULL,
	`seq` integer NOT NULL,
	`total` integer NOT NULL,
	`done` integer NOT NULL,
	`actor` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`lease_owner` text,
	`lease_until` integer,
	`error` text
);
--> statement-breakpoint
CREATE INDEX `job_state` ON `job` (`state`,`kind`,`id`);--> statement-breakpoint
CREATE INDEX `job_subject` ON `job` (`kind`,`subject`);--> statement-breakpoint
CREATE TABLE `job_item` (
	`job_id` text NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`outcome` text NOT NULL,
	`article_id` text,
	`report` text,
	PRIMARY KEY(`job_id`, `position`),
	FOREIGN KEY (`job_id`) REFERENCES `job`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `print` (
	`article_id` text PRIMARY KEY NOT NULL,
	`edition` integer NOT NULL,
	`revision` integer NOT NULL,
	`epoch` text NOT NULL,
	`slug` text NOT NULL,
	`title` text NOT NULL,
	`canonical_url` text NOT NULL,
	`language` text NOT NULL,
	`translation_group` text,
	`printed_at` integer NOT NULL,
	`published_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`key_takeaways` integer NOT NULL,
	`head` text NOT NULL,
	`item` blob NOT NULL,
	FOREIGN KEY (`article_id`) REFERENCES `article`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `print_revision_unique` ON `print` (`revision`);--> statement-breakpoint
CREATE UNIQUE INDEX `print_slug_unique` ON `print` (`slug`);--> statement-breakpoint
CREATE INDEX `print_published` ON `print` (`published_at`,`article_id`);--> statement-breakpoint
CREATE INDEX `print_updated` ON `print` (`updated_at`,`article_id`,`published_at`);--> statement-breakpoint
CREATE INDEX `print_language_published` ON `print` (`language`,`published_at`,`article_id`);--> statement-breakpoint
CREATE INDEX `print_language_updated` ON `print` (`language`,`updated_at`,`article_id`,`published_at`);--> statement-breakpoint
CREATE INDEX `print_takeaways_published` ON `print` (`published_at`,`article_id`) WHERE key_takeaways > 0;--> statement-breakpoint
CREATE INDEX `print_takeaways_updated` ON `print` (`updated_at`,`article_id`,`published_at`) WHERE key_takeaways > 0;--> statement-breakpoint
CREATE INDEX `print_epoch` ON `print` (`epoch`);--> statement-breakpoint
CREATE INDEX `print_translation_group` ON `print` (`translation_group`) WHERE translation_group IS NOT NULL;--> statement-breakpoint
CREATE TABLE `print_body` (
	`article_id` text PRIMARY KEY NOT NULL,
	`body` blob NOT NULL,
	FOREIGN KEY (`article_id`) REFERENCES `print`(`article_id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `print_language` (
	`language` text PRIMARY KEY NOT NULL,
	`articles` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `print_term` (
	`term_id` text NOT NULL,
	`published_at` integer NOT NULL,
	`article_id` text NOT NULL,
	`updated_at` integer NOT NULL,
	`kind` text NOT NULL,
	PRIMARY KEY(`term_id`, `published_at`, `article_id`),
	FOREIGN KEY (`term_id`) REFERENCES `term`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`article_id`) REFERENCES `print`(`article_id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `print_term_updated` ON `print_term` (`term_id`,`updated_at`,`article_id`);--> statement-breakpoint
CREATE INDEX `print_term_article` ON `print_term` (`article_id`,`term_id`);--> statement-breakpoint
CREATE TABLE `print_use` (
	`kind` text NOT NULL,
	`used_id` text NOT NULL,
	`article_id` text NOT NULL,
	PRIMARY KEY(`kind`, `used_id`, `article_id`),
	FOREIGN KEY (`article_id`) REFERENCES `print`(`article_id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `print_use_article` ON `print_use` (`article_id`);--> statement-breakpoint
CREATE TABLE `tombstone` (
	`article_id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`revision` integer NOT NULL,
	`reason` text NOT NULL,
	`at` integer NOT NULL,
	`note` text,
	`moved_to` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tombstone_revision_unique` ON `tombstone` (`revision`);--> statement-breakpoint
CREATE TABLE `view_count` (
	`article_id` text PRIMARY KEY NOT NULL,
	`views` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `term` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`description` text,
	`image` text,
	`page_url` text,
	`articles` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `term_delivered` ON `term` (`kind`,`slug`) WHERE articles > 0;--> statement-breakpoint
CREATE TABLE `term_name` (
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`term_id` text NOT NULL,
	PRIMARY KEY(`kind`, `name`),
	FOREIGN KEY (`term_id`) REFERENCES `term`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `term_name_term` ON `term_name` (`term_id`);--> statement-breakpoint
CREATE TABLE `term_slug` (
	`kind` text NOT NULL,
	`slug` text NOT NULL,
	`term_id` text NOT NULL,
	PRIMARY KEY(`kind`, `slug`),
	FOREIGN KEY (`term_id`) REFERENCES `term`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `term_slug_term` ON `term_slug` (`term_id`);
--> statement-breakpoint
-- By hand, as WITHOUT ROWID above. A migration that rebuilds print or print_term makes these again.
CREATE TRIGGER `print_term_inserted` AFTER INSERT ON `print_term` BEGIN
	UPDATE `term` SET `articles` = `articles` + 1 WHERE `id` = NEW.`term_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `print_term_deleted` AFTER DELETE ON `print_term` BEGIN
	UPDATE `term` SET `articles` = `articles` - 1 WHERE `id` = OLD.`term_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `print_inserted` AFTER INSERT ON `print` BEGIN
	INSERT INTO `print_language` VALUES (NEW.`language`, 1) ON CONFLICT DO UPDATE SET `articles` = `articles` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `print_deleted` AFTER DELETE ON `print` BEGIN
	UPDATE `print_language` SET `articles` = `articles` - 1 WHERE `language` = OLD.`language`;
END;
--> statement-breakpoint
CREATE TRIGGER `print_language_changed` AFTER UPDATE OF `language` ON `print` WHEN OLD.`language` <> NEW.`language` BEGIN
	UPDATE `print_language` SET `articles` = `articles` - 1 WHERE `language` = OLD.`language`;
	INSERT INTO `print_language` VALUES (NEW.`language`, 1) ON CONFLICT DO UPDATE SET `articles` = `articles` + 1;
END;
