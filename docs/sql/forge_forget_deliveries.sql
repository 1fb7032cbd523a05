-- forge_forget_deliveries
-- src/forges/forge-messages.repository.ts: FORGET

delete from forge_delivery d where (d.project_id, d.delivery_id) in (
    select project_id, delivery_id from forge_delivery where received_at < autopack_now() - interval '7 days'
        order by received_at limit 1000) returning d.delivery_id;
