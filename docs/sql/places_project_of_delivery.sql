-- places_project_of_delivery
-- src/tokens/places.repository.ts: PROJECT_OF_DELIVERY
--
-- $1 message to a webhook.

select w.project_id as "projectId" from webhook_delivery d join webhook w on w.webhook_id = d.webhook_id where d.delivery_id = $1;
