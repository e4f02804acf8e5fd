ALTER TABLE `term` ADD `merged_into` text;--> statement-breakpoint
CREATE INDEX `term_merged` ON `term` (`merged_into`) WHERE merged_into IS NOT NULL;