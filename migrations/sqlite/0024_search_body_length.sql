ALTER TABLE `search_document` ADD `body_length` integer;--> statement-breakpoint
UPDATE `search_document` SET `body_length` = (SELECT octet_length(`body`) FROM `search_text` WHERE `search_text`.`doc` = `search_document`.`doc`);
