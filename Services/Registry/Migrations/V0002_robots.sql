-- A contact may be a group robot beside an address of e-mail.
ALTER TABLE contacts DROP CONSTRAINT contacts_channel_known;
ALTER TABLE contacts ADD CONSTRAINT contacts_channel_known CHECK (channel IN ('email', 'wecom', 'dingtalk', 'webhook'));
