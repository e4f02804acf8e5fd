-- By hand, but for the default. The counter is locked since the first statement of the transaction.
CREATE FUNCTION "next_change"() RETURNS bigint LANGUAGE sql VOLATILE AS $$
	UPDATE "change_counter" SET "seq" = "seq" + 1 WHERE "id" = 1 RETURNING "seq";
$$;
--> statement-breakpoint
ALTER TABLE "change" ALTER COLUMN "seq" SET DEFAULT next_change();
--> statement-breakpoint
CREATE VIEW "sqlite_sequence" AS
	SELECT 'change'::text COLLATE "C" AS "name", "seq" FROM "change_counter" WHERE "id" = 1
	UNION ALL SELECT 'audit', CASE WHEN "is_called" THEN "last_value" ELSE 0 END FROM "audit_id_seq";
