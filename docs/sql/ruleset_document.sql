-- ruleset_document
-- src/lifecycle/facts/policy.store.ts: RULESET
--
-- $1 project, $2 version.

select document from ruleset where project_id = $1 and version = $2;
