ALTER TABLE `audit` ADD `on_behalf_of` text;--> statement-breakpoint
CREATE INDEX `audit_person` ON `audit` (`on_behalf_of`,`id`) WHERE on_behalf_of IS NOT NULL;--> statement-breakpoint
ALTER TABLE `article` ADD `actor` text;--> statement-breakpoint
ALTER TABLE `article` ADD `on_behalf_of` text;--> statement-breakpoint
ALTER TABLE `schedule` ADD `on_behalf_of` text;--> statement-breakpoint
ALTER TABLE `edition` ADD `actor` text;--> statement-breakpoint
ALTER TABLE `edition` ADD `on_behalf_of` text;--> statement-breakpoint
-- By hand: who made the versions and editions that are there, as far as the audit tells.
UPDATE `article` SET `actor` = (SELECT a.`actor` FROM `audit` a WHERE a.`article_id` = `article`.`id` AND a.`version` = `article`.`version` ORDER BY a.`id` DESC LIMIT 1);--> statement-breakpoint
UPDATE `edition` SET `actor` = (SELECT a.`actor` FROM `audit` a WHERE a.`article_id` = `edition`.`article_id` AND a.`version` = `edition`.`version` ORDER BY a.`id` DESC LIMIT 1);
