CREATE TABLE "search_document" (
	"doc" bigint PRIMARY KEY NOT NULL,
	"article_id" text COLLATE "C" NOT NULL,
	"published_at" bigint NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"version" bigint NOT NULL,
	"terms" text COLLATE "C" NOT NULL,
	CONSTRAINT "search_document_article_id_unique" UNIQUE("article_id")
);
--> statement-breakpoint
CREATE TABLE "search_state" (
	"id" bigint PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"cursor" text COLLATE "C"
);
--> statement-breakpoint
CREATE TABLE "search_suggestion" (
	"id" bigint PRIMARY KEY NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"owner" text COLLATE "C" NOT NULL,
	"anchor" text COLLATE "C" NOT NULL,
	"text" text COLLATE "C" NOT NULL,
	"tokens" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_suggestion_word" (
	"word" text COLLATE "C" NOT NULL,
	"suggestion" bigint NOT NULL,
	CONSTRAINT "search_suggestion_word_pkey" PRIMARY KEY("word","suggestion")
);
--> statement-breakpoint
CREATE TABLE "search_text" (
	"doc" bigint PRIMARY KEY NOT NULL,
	"title" text COLLATE "C" NOT NULL,
	"key_takeaway" text COLLATE "C" NOT NULL,
	"heading" text COLLATE "C" NOT NULL,
	"summary" text COLLATE "C" NOT NULL,
	"author" text COLLATE "C" NOT NULL,
	"category" text COLLATE "C" NOT NULL,
	"tag" text COLLATE "C" NOT NULL,
	"body" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_vector" (
	"doc" bigint PRIMARY KEY NOT NULL,
	"tokens" "tsvector" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_word" (
	"length" bigint NOT NULL,
	"word" text COLLATE "C" NOT NULL,
	CONSTRAINT "search_word_pkey" PRIMARY KEY("length","word")
);
--> statement-breakpoint
CREATE INDEX "search_suggestion_owner" ON "search_suggestion" USING btree ("owner");--> statement-breakpoint
CREATE INDEX "search_vector_tokens" ON "search_vector" USING gin ("tokens");--> statement-breakpoint
-- By hand: vectors are stored outside of their rows, so that a search for a common word reads few pages.
ALTER TABLE "search_vector" SET (toast_tuple_target = 128);--> statement-breakpoint
-- No version of the analyser: a database with articles is indexed by the server.
INSERT INTO "search_state" VALUES (1, 0, '');
