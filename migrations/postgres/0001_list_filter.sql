DROP INDEX "print_published";--> statement-breakpoint
DROP INDEX "print_updated";--> statement-breakpoint
DROP INDEX "print_language_published";--> statement-breakpoint
DROP INDEX "print_language_updated";--> statement-breakpoint
DROP INDEX "print_term_updated";--> statement-breakpoint
ALTER TABLE "print" ADD COLUMN "reading_time" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "print" ADD COLUMN "has_image" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "print" ADD COLUMN "title_key" text COLLATE "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "print_term" ADD COLUMN "reading_time" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "print_term" ADD COLUMN "has_image" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "print_term" ADD COLUMN "key_takeaways" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "term" ADD COLUMN "name_key" text COLLATE "C" DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "print_title" ON "print" USING btree ("title_key","article_id","published_at","updated_at","reading_time","has_image","key_takeaways","language");--> statement-breakpoint
CREATE INDEX "term_delivered_name" ON "term" USING btree ("kind","name_key","slug") WHERE articles > 0;--> statement-breakpoint
CREATE INDEX "view_count_views" ON "view_count" USING btree ("views","article_id");--> statement-breakpoint
CREATE INDEX "print_published" ON "print" USING btree ("published_at","article_id","updated_at","reading_time","has_image","key_takeaways");--> statement-breakpoint
CREATE INDEX "print_updated" ON "print" USING btree ("updated_at","article_id","published_at","reading_time","has_image","key_takeaways");--> statement-breakpoint
CREATE INDEX "print_language_published" ON "print" USING btree ("language","published_at","article_id","updated_at","reading_time","has_image","key_takeaways");--> statement-breakpoint
CREATE INDEX "print_language_updated" ON "print" USING btree ("language","updated_at","article_id","published_at","reading_time","has_image","key_takeaways");--> statement-breakpoint
CREATE INDEX "print_term_updated" ON "print_term" USING btree ("term_id","updated_at","article_id","published_at","reading_time","has_image","key_takeaways");