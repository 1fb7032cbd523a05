-- webhook_facts
-- src/lifecycle/webhooks/webhook-facts.statements.ts: WEBHOOK_FACTS
--
-- $1 and $2 mutation and key, $3 project, $4 webhook, $5 delivery; each may be null. The webhook of a delivery is the one that it goes to.

select autopack_now() as now, (select row_to_json(k) from idempotency_record k where k.mutation = $1 and k.key = $2) as remembered,
    exists (select from project p where p.project_id = $3) as has_project,
    (select count(*)::int from webhook w where w.project_id = $3) as count, to_jsonb(w) - 'write_id' as webhook,
        to_jsonb(d) - 'write_id' as delivery
  from (select 1) as one left join webhook_delivery d on d.delivery_id = $5
    left join webhook w on w.webhook_id = coalesce($4, d.webhook_id);
