-- What a receiver is owed in a campaign, without looking at what it was owed in the years before.
ALTER TABLE obligations ADD CONSTRAINT obligations_campaign_once UNIQUE (id, campaign);
ALTER TABLE obligation_terms ADD COLUMN campaign text;
UPDATE obligation_terms t SET campaign = o.campaign FROM obligations o WHERE o.id = t.obligation;
ALTER TABLE obligation_terms ALTER COLUMN campaign SET NOT NULL;
-- So that the two never say different things.
ALTER TABLE obligation_terms DROP CONSTRAINT obligation_terms_obligation_fkey;
ALTER TABLE obligation_terms ADD CONSTRAINT obligation_terms_obligation_fkey
    FOREIGN KEY (obligation, campaign) REFERENCES obligations (id, campaign);
CREATE INDEX obligation_terms_owed_to ON obligation_terms (receiver, campaign);
DROP INDEX obligation_terms_receiver;
