CREATE TABLE "store_copy" (
	"role" text COLLATE "C" PRIMARY KEY NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"owner" text COLLATE "C" NOT NULL,
	"until" bigint NOT NULL,
	"progress" text COLLATE "C"
);
