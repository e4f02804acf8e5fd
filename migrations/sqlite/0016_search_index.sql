CREATE TABLE `search_document` (
	`doc` integer PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`published_at` integer NOT NULL,
	`key` text NOT NULL,
	`version` integer NOT NULL,
	`terms` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_document_article_id_unique` ON `search_document` (`article_id`);--> statement-breakpoint
CREATE TABLE `search_state` (
	`id` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`cursor` text
);
--> statement-breakpoint
CREATE TABLE `search_suggestion` (
	`id` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`owner` text NOT NULL,
	`anchor` text NOT NULL,
	`text` text NOT NULL,
	`tokens` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `search_suggestion_owner` ON `search_suggestion` (`owner`);--> statement-breakpoint
CREATE TABLE `search_suggestion_word` (
	`word` text NOT NULL,
	`suggestion` integer NOT NULL,
	PRIMARY KEY(`word`, `suggestion`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `search_text` (
	`doc` integer PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`key_takeaway` text NOT NULL,
	`heading` text NOT NULL,
	`summary` text NOT NULL,
	`author` text NOT NULL,
	`category` text NOT NULL,
	`tag` text NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `search_word` (
	`length` integer NOT NULL,
	`word` text NOT NULL,
	PRIMARY KEY(`length`, `word`)
) WITHOUT ROWID;--> statement-breakpoint
-- By hand: the index of tokens. The tokenizer splits at spaces only, because the analyser has made the tokens.
CREATE VIRTUAL TABLE `search_index` USING fts5(`title`, `key_takeaway`, `heading`, `summary`, `author`, `category`, `tag`, `body`, content='search_text', content_rowid='doc', columnsize=0, tokenize="ascii tokenchars '+#=_'");--> statement-breakpoint
-- Deleted tokens leave the file at once.
INSERT INTO `search_index` (`search_index`, `rank`) VALUES ('secure-delete', 1);--> statement-breakpoint
-- No version of the analyser: a store with articles is indexed by the server.
INSERT INTO `search_state` VALUES (1, 0, '');
