-- ruleset_document
-- src/lifecycle/policy.store.ts: RULESET

select document from ruleset where project_id = $1 and version = $2;
