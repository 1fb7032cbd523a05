-- promotions_pending
-- src/lifecycle/facts/promotion-facts.store.ts: PENDING

select run_id from promotion where promoted_at is null order by intended_at limit 200;
