-- Nothing ever used the first form of these tables.
DROP TABLE "webhook_delivery";--> statement-breakpoint
DROP TABLE "webhook";--> statement-breakpoint
CREATE TABLE "webhook" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"settings" text COLLATE "C" NOT NULL,
	"is_paused" bigint NOT NULL,
	"headers" text COLLATE "C" NOT NULL,
	"secrets" text COLLATE "C" NOT NULL,
	"health" text COLLATE "C" NOT NULL,
	"replayed" bigint,
	"replay_until" bigint,
	"successes" bigint NOT NULL,
	"failures" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_delivery" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"webhook_id" text COLLATE "C" NOT NULL,
	"subject" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"event" text COLLATE "C" NOT NULL,
	"revision" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"failures" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"claimed_until" bigint,
	"ended_at" bigint,
	"attempt" text COLLATE "C"
);
--> statement-breakpoint
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_id_webhook_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" USING btree ("webhook_id","state","due_at");--> statement-breakpoint
CREATE INDEX "webhook_delivery_subject" ON "webhook_delivery" USING btree ("webhook_id","subject") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "webhook_delivery_claimed" ON "webhook_delivery" USING btree ("webhook_id","claimed_until") WHERE claimed_until IS NOT NULL;--> statement-breakpoint
CREATE INDEX "webhook_delivery_webhook" ON "webhook_delivery" USING btree ("webhook_id","id");