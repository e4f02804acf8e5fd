-- Nothing ever used the first form of these tables.
DROP TABLE `webhook_delivery`;--> statement-breakpoint
DROP TABLE `webhook`;--> statement-breakpoint
CREATE TABLE `webhook` (
	`id` text PRIMARY KEY NOT NULL,
	`settings` text NOT NULL,
	`is_paused` integer NOT NULL,
	`headers` text NOT NULL,
	`secrets` text NOT NULL,
	`health` text NOT NULL,
	`replayed` integer,
	`replay_until` integer,
	`successes` integer NOT NULL,
	`failures` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `webhook_delivery` (
	`id` text PRIMARY KEY NOT NULL,
	`webhook_id` text NOT NULL,
	`subject` text NOT NULL,
	`state` text NOT NULL,
	`event` text NOT NULL,
	`revision` integer NOT NULL,
	`attempts` integer NOT NULL,
	`failures` integer NOT NULL,
	`created_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`claimed_until` integer,
	`ended_at` integer,
	`attempt` text,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhook`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `webhook_delivery_due` ON `webhook_delivery` (`webhook_id`,`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `webhook_delivery_subject` ON `webhook_delivery` (`webhook_id`,`subject`) WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX `webhook_delivery_claimed` ON `webhook_delivery` (`webhook_id`,`claimed_until`) WHERE claimed_until IS NOT NULL;--> statement-breakpoint
CREATE INDEX `webhook_delivery_webhook` ON `webhook_delivery` (`webhook_id`,`id`);