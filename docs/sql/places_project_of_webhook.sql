-- places_project_of_webhook
-- src/tokens/places.repository.ts: PROJECT_OF_WEBHOOK
--
-- $1 webhook.

select project_id as "projectId" from webhook where webhook_id = $1;
