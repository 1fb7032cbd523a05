import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';

import { counted } from '../../parts/format.js';
import { Empty, ErrorBox } from '../../parts/notices.js';
import { FrameRows } from '../../parts/rows.js';
import { Text } from '../../parts/text.js';
import { EventDetails } from './event-details.js';
import { useFilteredEvents } from './event-kinds.js';
import { useEvent } from './event-pages.js';
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
  const { seqs, isComplete, trouble } = useFilteredEvents(runId, place.kind, count);
  const length = seqs === null ? count : seqs.length;
  const seqOf = (index: number) => (seqs === null ? index + 1 : seqs[index]!);
  const index = useMemo(() => {
    if (place.seq === null) return undefined;
    const found = seqs === null ? place.seq - 1 : seqs.indexOf(place.seq);
    return found >= 0 && found < length ? found : undefined;
    // Only the address moves the list; new events do not.
  }, [place.seq, seqs === null || isComplete]);
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
          {seqs === null || isComplete ? counted(length, 'event') : `${counted(length, 'event')} so far …`}
        </span>
      </div>
      {trouble === null ? null : <ErrorBox error={new Error(trouble)} />}
      <div className={place.seq === null ? undefined : styles.beside}>
        {length === 0 ? (
          <Empty title="No event of this kind." />
        ) : (
          <FrameRows
            label="Events"
            count={length}
            estimate={matchMedia(NARROW).matches ? NARROW_ROW_PX : ROW_PX}
            keyOf={seqOf}
            follow={place.seq === null}
            index={index}
            row={(each) => <EventLine runId={runId} seq={seqOf(each)} place={place} />}
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

function EventLine({ runId, seq, place }: LineParts) {
  const event = useEvent(runId, seq);
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
