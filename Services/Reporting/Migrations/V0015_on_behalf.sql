-- 代报: the unit that materials and nil returns were filed for when another one filed them.
ALTER TABLE materials ADD COLUMN on_behalf_of text;
ALTER TABLE nil_returns ADD COLUMN on_behalf_of text;
