CREATE TABLE `print_chunk` (
	`chunk` integer PRIMARY KEY NOT NULL,
	`published_from` integer NOT NULL,
	`published_to` integer NOT NULL,
	`updated_from` integer NOT NULL,
	`updated_to` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `print_number` (
	`number` integer PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`published_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`article_id`) REFERENCES `print`(`article_id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `print_number_article_id_unique` ON `print_number` (`article_id`);--> statement-breakpoint
CREATE TABLE `print_set` (
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`chunk` integer NOT NULL,
	`members` blob NOT NULL,
	PRIMARY KEY(`kind`, `value`, `chunk`)
) WITHOUT ROWID;
--> statement-breakpoint
-- By hand, as WITHOUT ROWID above, to the end. A migration that rebuilds print_number makes the triggers again.
CREATE TRIGGER `print_number_inserted` AFTER INSERT ON `print_number` BEGIN
	INSERT INTO `print_chunk` VALUES (NEW.`number` >> 12, NEW.`published_at`, NEW.`published_at`, NEW.`updated_at`, NEW.`updated_at`)
	ON CONFLICT DO UPDATE SET
		`published_from` = min(`published_from`, excluded.`published_from`), `published_to` = max(`published_to`, excluded.`published_to`),
		`updated_from` = min(`updated_from`, excluded.`updated_from`), `updated_to` = max(`updated_to`, excluded.`updated_to`);
END;
--> statement-breakpoint
CREATE TRIGGER `print_number_moved` AFTER UPDATE OF `published_at`, `updated_at` ON `print_number` BEGIN
	INSERT INTO `print_chunk` VALUES (NEW.`number` >> 12, NEW.`published_at`, NEW.`published_at`, NEW.`updated_at`, NEW.`updated_at`)
	ON CONFLICT DO UPDATE SET
		`published_from` = min(`published_from`, excluded.`published_from`), `published_to` = max(`published_to`, excluded.`published_to`),
		`updated_from` = min(`updated_from`, excluded.`updated_from`), `updated_to` = max(`updated_to`, excluded.`updated_to`);
END;
--> statement-breakpoint
-- The prints of a file that is there, numbered in the order in which lists show them.
INSERT INTO `print_number` (`article_id`, `published_at`, `updated_at`)
SELECT `article_id`, `published_at`, `updated_at` FROM `print` INDEXED BY `print_updated` ORDER BY `published_at`, `article_id`;
--> statement-breakpoint
-- What `member-set.ts` reads: sets of less than 256 numbers as these, others as 128 words of bits.
CREATE TEMP TABLE `member` AS
SELECT 'term' AS `kind`, `term_id` AS `value`, `number` >> 12 AS `chunk`, `number` & 4095 AS `number`
FROM `print_term` JOIN `print_number` USING (`article_id`)
UNION ALL
SELECT 'language', `language`, `number` >> 12, `number` & 4095
FROM `print` INDEXED BY `print_language_published` JOIN `print_number` USING (`article_id`)
UNION ALL
SELECT 'takeaways', '', `number` >> 12, `number` & 4095
FROM `print` INDEXED BY `print_takeaways_published` JOIN `print_number` USING (`article_id`) WHERE `key_takeaways` > 0;
--> statement-breakpoint
INSERT INTO `print_set`
SELECT `kind`, `value`, `chunk`, unhex('00' || group_concat(printf('%04X', `number`), '' ORDER BY `number`))
FROM temp.`member` GROUP BY 1, 2, 3 HAVING count(*) < 256;
--> statement-breakpoint
INSERT INTO `print_set`
WITH RECURSIVE
	`dense` AS MATERIALIZED (SELECT `kind`, `value`, `chunk` FROM temp.`member` GROUP BY 1, 2, 3 HAVING count(*) >= 256),
	`each` (`word`) AS (SELECT 0 UNION ALL SELECT `word` + 1 FROM `each` WHERE `word` < 127),
	`part` AS (
		SELECT `kind`, `value`, `chunk`, `number` >> 5 AS `word`, 0x80000000 >> (`number` & 31) AS `bits` FROM temp.`member`
		UNION ALL
		SELECT `kind`, `value`, `chunk`, `word`, 0 FROM `dense` CROSS JOIN `each`
	),
	`whole` AS (SELECT `kind`, `value`, `chunk`, `word`, sum(`bits`) AS `bits` FROM `part` GROUP BY 1, 2, 3, 4)
SELECT `kind`, `value`, `chunk`, unhex('01' || group_concat(printf('%08X', `bits`), '' ORDER BY `word`))
FROM `whole` JOIN `dense` USING (`kind`, `value`, `chunk`) GROUP BY 1, 2, 3;
--> statement-breakpoint
DROP TABLE temp.`member`;
