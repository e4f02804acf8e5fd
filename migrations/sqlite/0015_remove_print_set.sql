DROP TABLE `print_chunk`;--> statement-breakpoint
DROP TABLE `print_number`;--> statement-breakpoint
DROP TABLE `print_set`;