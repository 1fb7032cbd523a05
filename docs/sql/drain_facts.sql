-- drain_facts
-- src/lifecycle/drain/drain-facts.statements.ts: DRAIN_FACTS
--
-- $1 and $2 mutation and key.

select autopack_now() as now, d.draining, d.change, to_jsonb(k) as remembered
    from drain d left join idempotency_record k on k.mutation = $1 and k.key = $2;
