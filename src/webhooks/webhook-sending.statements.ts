/** The SQL of the sending of webhooks (A7). */
import { statement } from '../database/database.js';
import { isAged, isResolved } from '../database/issue-sql.js';

/** A message that is being sent belongs to its server so long; a server that died leaves it to another then. */
const LEASE_SECONDS = 60;
/** Ended deliveries are kept so long, and so many of each webhook. */
const KEPT_DAYS = 7;
const MOST_KEPT = 1_000;

/** Webhook `w` is sent to: it is enabled, and its receiver does not ask to be left alone. `clock` has `now`. */
const IS_SENT_TO = '(w.disabled_at is null and (w.paused_until is null or w.paused_until <= (select now from clock)))';

/**
 * What a server asks every second: whether there is anything to tell or to send. It writes nothing and takes no lock. $1
 * webhooks that this server sends to already.
 */
export const LOOK = statement({
  name: 'webhook_look',
  text: `with clock as materialized (select autopack_now() as now)
  select exists (select from webhook_event) as has_events, exists (select from webhook w cross join lateral (
      select from webhook_delivery d where d.webhook_id = w.webhook_id and d.state = 'PENDING' and d.next_attempt_at <= (select now from clock) limit 1) d
    where ${IS_SENT_TO} and w.webhook_id <> all($1::text[])) as has_due`,
});

/** What happened and is not told yet, with the ruleset of that moment and the one before it. $1 how many. */
export const READ_EVENTS = statement({
  name: 'webhook_events',
  text: `select e.event_id, e.project_id, e.type, e.at, e.facts, s.document, b.document as document_before
    from webhook_event e left join ruleset s on s.project_id = e.project_id and s.version = (e.facts ->> 'rulesetVersion')::int
      left join ruleset b on b.project_id = s.project_id and b.version = s.version - 1
    order by e.at, e.event_id limit $1`,
});

/**
 * Makes the deliveries of what happened, once, whichever server is first. $1 events, $2 their messages: those that are
 * told of.
 */
export const FAN_OUT = statement({
  name: 'webhook_fan_out',
  text: `with clock as materialized (select autopack_now() as now),
  taken as (delete from webhook_event where event_id = any($1::text[]) returning event_id),
  written as (insert into webhook_delivery (delivery_id, webhook_id, message_type, state, body, created_at, tried_since, attempts, next_attempt_at)
    select gen_random_uuid()::text, w.webhook_id, n.type, 'PENDING', n.body, clock.now, clock.now, 0, clock.now
    from clock, taken t join jsonb_to_recordset($2::jsonb) as n (event_id text, project_id text, type text, body text) on n.event_id = t.event_id
      join webhook w on w.project_id = n.project_id and w.disabled_at is null and w.event_types ? n.type
    returning delivery_id)
  select count(*)::int as deliveries from written`,
});

/**
 * Takes messages that are due, with what they are signed with. $1 webhooks that this server sends to already, $2 how
 * many, $3 how many of each webhook, $4 the write that takes them. Messages that another server takes at this moment are
 * passed over.
 */
export const TAKE_DUE = statement({
  name: 'webhook_take_due',
  text: `with clock as materialized (select autopack_now() as now),
  due as materialized (select d.delivery_id, w.url, w.webhook_id, w.project_id from webhook w cross join lateral (
      select d.delivery_id from webhook_delivery d where d.webhook_id = w.webhook_id and d.state = 'PENDING' and d.next_attempt_at <= (select now from clock)
      order by d.next_attempt_at limit $3 for update of d skip locked) d
    where ${IS_SENT_TO} and w.webhook_id <> all($1::text[]) limit $2)
  update webhook_delivery d set attempts = d.attempts + 1, last_attempt_at = clock.now, write_id = $4,
    next_attempt_at = clock.now + interval '${LEASE_SECONDS} seconds'
  from due, clock, webhook_secret s where d.delivery_id = due.delivery_id and s.webhook_id = due.webhook_id
  returning d.delivery_id, d.webhook_id, d.body, d.attempts, d.tried_since, due.url, due.project_id, s.secret,
    case when s.previous_until > clock.now then s.previous end as previous, clock.now`,
});

/**
 * What became of a try, if the message still belongs to the write that took it. $1 delivery, $2 that write, $3 state, $4
 * milliseconds until the next try, $5 status, $6 fault, $7 milliseconds for which the receiver asks to be left alone, or
 * null. A receiver that is gone for good is told no more.
 */
export const RECORD_TRY = statement({
  name: 'webhook_record_try',
  text: `with clock as materialized (select autopack_now() as now),
  recorded as (update webhook_delivery d set state = $3, last_status = $5::int, last_fault = $6, write_id = null,
      next_attempt_at = clock.now + $4::int * interval '1 millisecond', ended_at = case when $3 = 'PENDING' then null else clock.now end
    from clock where d.delivery_id = $1 and d.write_id = $2 returning d.delivery_id, d.webhook_id),
  disabled as (update webhook w set disabled_at = clock.now, disabled_reason = 'GONE'
    from clock, recorded r where w.webhook_id = r.webhook_id and w.disabled_at is null and $6 = 'GONE'),
  paused as (update webhook w set paused_until = greatest(w.paused_until, clock.now + $7::int * interval '1 millisecond')
    from clock, recorded r where w.webhook_id = r.webhook_id and $7::int is not null)
  select delivery_id from recorded`,
});

/** Messages that wait for a webhook that is not told, a day long, are given up. $1 the day in milliseconds. */
export const GIVE_UP_WAITING = statement({
  name: 'webhook_give_up_waiting',
  text: `with clock as materialized (select autopack_now() as now)
  update webhook_delivery d set state = 'GIVEN_UP', ended_at = clock.now, write_id = null from clock, webhook w
  where w.webhook_id = d.webhook_id and w.disabled_at is not null and d.state = 'PENDING' and d.tried_since < clock.now - $1::int * interval '1 millisecond'
  returning d.delivery_id`,
});

/** Deletes what is no longer kept of the log, up to $1 of each kind. */
export const FORGET_DELIVERIES = statement({
  name: 'webhook_forget_deliveries',
  text: `with clock as materialized (select autopack_now() as now),
  old as (select delivery_id from webhook_delivery where ended_at < (select now from clock) - interval '${KEPT_DAYS} days' order by ended_at limit $1),
  surplus as (select d.delivery_id from webhook w cross join lateral (
      select delivery_id from webhook_delivery d where d.webhook_id = w.webhook_id and d.ended_at is not null
      order by d.created_at desc, d.delivery_id desc limit $1 offset ${MOST_KEPT}) d limit $1)
  delete from webhook_delivery d where d.delivery_id in (select delivery_id from old union select delivery_id from surplus)
  returning d.delivery_id`,
});

/**
 * Issues that a new ruleset makes old enough. $1 project, $2 runs after which an issue is resolved, $3 and $4 its
 * thresholds, $5 and $6 those before, $7 how many.
 */
export const NEWLY_AGED = statement({
  name: 'webhook_newly_aged',
  text: `select to_jsonb(b) as entry from backlog_entry b where b.project_id = $1 and ${isAged('b', '$3::int', '$4::int')} and not ${isAged('b', '$5::int', '$6::int')}
    and not ${isResolved('b', '$2::int')} order by b.age_in_runs desc, b.occurrence_count desc, b.issue_key desc limit $7`,
});
