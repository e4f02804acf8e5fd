CREATE TABLE "view_day" (
	"article_id" text COLLATE "C" NOT NULL,
	"day" bigint NOT NULL,
	"views" bigint NOT NULL,
	"counted_in" text COLLATE "C" NOT NULL,
	CONSTRAINT "view_day_pkey" PRIMARY KEY("article_id","day")
);
--> statement-breakpoint
CREATE TABLE "view_hour" (
	"article_id" text COLLATE "C" NOT NULL,
	"hour" bigint NOT NULL,
	"views" bigint NOT NULL,
	CONSTRAINT "view_hour_pkey" PRIMARY KEY("article_id","hour")
);
--> statement-breakpoint
ALTER TABLE "view_count" ADD COLUMN "views_24h" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "view_count" ADD COLUMN "views_7d" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "view_count" ADD COLUMN "views_30d" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "view_day_window" ON "view_day" USING btree ("counted_in","day","article_id");--> statement-breakpoint
CREATE INDEX "view_hour_hour" ON "view_hour" USING btree ("hour","article_id");--> statement-breakpoint
CREATE INDEX "view_count_24h" ON "view_count" USING btree ("views_24h","article_id") WHERE views_24h > 0;--> statement-breakpoint
CREATE INDEX "view_count_7d" ON "view_count" USING btree ("views_7d","article_id") WHERE views_7d > 0;--> statement-breakpoint
CREATE INDEX "view_count_30d" ON "view_count" USING btree ("views_30d","article_id") WHERE views_30d > 0;