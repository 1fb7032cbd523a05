-- forget_records
-- src/lifecycle/runs/deadline-sweep.statements.ts: FORGET

delete from idempotency_record k where (k.mutation, k.key) in (
    select o.mutation, o.key from idempotency_record o where o.created_at < autopack_now() - interval '24 hours'
      and not exists (select from run r where r.run_id = o.run_id) order by o.created_at limit 5000);
