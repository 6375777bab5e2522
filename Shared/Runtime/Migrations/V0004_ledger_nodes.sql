-- A complete inner node of the tree stands with the leaf that completes it: one row less, and one index less to grow, for each
-- entry that is sealed. Nodes of before stay where they are.
ALTER TABLE ledger_chain
    -- 32 bytes for each level from 1 up; empty at every even position.
    ADD COLUMN nodes bytea NOT NULL DEFAULT '',
    ADD CONSTRAINT ledger_chain_nodes_whole CHECK (octet_length(nodes) % 32 = 0),
    -- A look at the suites' rows for each row that is sealed cost more than it kept out.
    DROP CONSTRAINT ledger_chain_suite_fkey,
    ADD CONSTRAINT ledger_chain_suite_known CHECK (suite IN ('INT', 'GM'));
ALTER TABLE ledger_nodes
    DROP CONSTRAINT ledger_nodes_suite_fkey;
