CREATE TABLE `store_copy` (
	`role` text PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`owner` text NOT NULL,
	`until` integer NOT NULL,
	`progress` text
);
