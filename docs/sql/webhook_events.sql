-- webhook_events
-- src/webhooks/webhook-sending.statements.ts: READ_EVENTS
--
-- What happened and is not told yet, with the ruleset of that moment and the one before it. $1 how many.

select e.event_id, e.project_id, e.type, e.at, e.facts, s.document, b.document as document_before
    from webhook_event e left join ruleset s on s.project_id = e.project_id and s.version = (e.facts ->> 'rulesetVersion')::int
      left join ruleset b on b.project_id = s.project_id and b.version = s.version - 1
    order by e.at, e.event_id limit $1;
