import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';

import type { EventRowFragment } from '../../api/operations/run.generated.js';
import { counted } from '../../parts/format.js';
import { Empty, ErrorBox } from '../../parts/notices.js';
import { FrameRows } from '../../parts/rows.js';
import { Text } from '../../parts/text.js';
import { EventDetails } from './event-details.js';
import { useEvent, useEventsOfTypes } from './event-pages.js';
import { EventSentence } from './event-sentence.js';
import { EVENT_GROUPS } from './event-words.js';
import styles from './events.module.css';
import { placeLink, type RunPlace } from './place.js';

/** Heights of a row, as the style sheet has them, in steps of a rem. */
const [ROW_PX, NARROW_ROW_PX] = [34, 56];
const NARROW = '(max-width: 60rem)';

interface EventsParts {
  readonly runId: string;
  /** How many there are: the seq of the last one. */
  readonly count: number;
  readonly place: RunPlace;
}

/** What happened in a run, in order. It begins at the end, which says how it is or how it ended, and follows it while one is there. */
export function Events({ runId, count, place }: EventsParts) {
  const [, navigate] = useLocation();
  const types = EVENT_GROUPS.find(({ key }) => key === place.kind)?.types ?? null;
  const filtered = useEventsOfTypes(runId, types, count);
  const events = filtered?.events;
  const isComplete = !filtered || filtered.upTo >= count;
  const length = events ? events.length : count;
  const seqOf = (index: number) => (events ? events[index]!.seq : index + 1);
  const index = useMemo(() => {
    if (place.seq === null) return undefined;
    const found = events ? events.findIndex(({ seq }) => seq === place.seq) : place.seq - 1;
    return found >= 0 && found < length ? found : undefined;
    // Only the address moves the list; new events do not.
  }, [place.seq, isComplete, !events]);
  return (
    <div className={styles.events}>
      <div className={styles.bar}>
        <label>
          Display{' '}
          <select
            value={place.kind}
            onChange={({ target }) => navigate(placeLink(runId, { ...place, view: 'events', kind: target.value }))}
          >
            <option value="">all events</option>
            {EVENT_GROUPS.map(({ key, word }) => (
              <option key={key} value={key}>
                events of {word}
              </option>
            ))}
          </select>
        </label>
        <span className="soft" role="status">
          {isComplete ? counted(length, 'event') : `${counted(length, 'event')} so far …`}
        </span>
      </div>
      {filtered?.error ? <ErrorBox error={filtered.error} /> : null}
      <div className={place.seq === null ? undefined : styles.beside}>
        {length === 0 && isComplete ? (
          <Empty title="No event of this kind." />
        ) : (
          <FrameRows
            label="Events"
            count={length}
            estimate={matchMedia(NARROW).matches ? NARROW_ROW_PX : ROW_PX}
            keyOf={seqOf}
            follow={place.seq === null}
            index={index}
            row={(each) =>
              events ? (
                <EventLine runId={runId} seq={seqOf(each)} event={events[each]} place={place} />
              ) : (
                <PagedLine runId={runId} seq={seqOf(each)} place={place} />
              )
            }
          />
        )}
        {place.seq === null ? null : <EventDetails key={place.seq} runId={runId} seq={place.seq} place={place} />}
      </div>
    </div>
  );
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

interface LineParts {
  readonly runId: string;
  readonly seq: number;
  readonly place: RunPlace;
}

const PagedLine = (parts: LineParts) => <EventLine {...parts} event={useEvent(parts.runId, parts.seq)} />;

function EventLine({ runId, seq, place, event }: LineParts & { readonly event: EventRowFragment | undefined }) {
  const link = placeLink(runId, { ...place, view: 'events', seq });
  if (!event)
    return (
      <div className={styles.line} aria-busy="true">
        {seq}
      </div>
    );
  const at = new Date(event.at);
  return (
    <div className={styles.line} data-seq={seq} data-current={place.seq === seq || undefined}>
      <Link
        href={link}
        className={styles.seq}
        aria-label={`Event ${seq}`}
        aria-current={place.seq === seq || undefined}
      >
        {seq}
      </Link>
      <time className={styles.time} dateTime={event.at} title={day.format(at)}>
        {clock.format(at)}
      </time>
      <span className={styles.what}>
        <EventSentence event={event} />
      </span>
      <span className={styles.actor}>
        <Text>{event.actor}</Text> <span className="soft">· {event.cause}</span>
      </span>
    </div>
  );
}
