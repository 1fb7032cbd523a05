-- notify
-- src/events/event-exchange.ts: NOTIFY
--
-- $1 channel, $2 the id of the sending server and the runs that have changed.

select pg_notify($1, $2);
