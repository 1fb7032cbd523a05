import { Link } from 'wouter';

import { RunEventDetails, type RunEventDetailsQuery } from '../../api/operations/run.generated.js';
import { useData } from '../../api/use-data.js';
import { Copy } from '../../parts/copy.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { PlainText } from '../../parts/plain-text.js';
import { Text } from '../../parts/text.js';
import { Instant, When } from '../../parts/time.js';
import { phaseLink } from '../links.js';
import { EventSentence } from './event-sentence.js';
import styles from './events.module.css';
import { placeLink, type RunPlace } from './place.js';

interface DetailsParts {
  readonly runId: string;
  readonly seq: number;
  readonly place: RunPlace;
}

/** One event with all that the server keeps of it. */
export function EventDetails({ runId, seq, place }: DetailsParts) {
  const details = useData(['run-event', runId], RunEventDetails, { runId, after: seq - 1 });
  return (
    <section className={styles.details} aria-label={`Event ${seq}`}>
      <p className={styles.detailsHead}>
        <strong>Event {seq}</strong>
        <span>
          <Copy text={location.href} what="the address of the event" />
          <Link href={placeLink(runId, { ...place, view: 'events', seq: null })} aria-label="Close the event">
            Close
          </Link>
        </span>
      </p>
      <Loaded query={details} what="the event">
        {({ run }) => {
          const event = run?.events[0];
          if (event?.seq !== seq) return <Empty title="There is no such event yet." />;
          return <Facts runId={runId} event={event} />;
        }}
      </Loaded>
    </section>
  );
}

type Event = NonNullable<RunEventDetailsQuery['run']>['events'][number];

function Facts({ runId, event }: { readonly runId: string; readonly event: Event }) {
  const phaseId = event.subject.startsWith('phase/') ? event.subject.slice('phase/'.length) : null;
  return (
    <>
      <p>
        <EventSentence event={event} />
      </p>
      <p className="soft small">
        <Instant at={event.at} /> (<When at={event.at} />) · by <Text>{event.actor}</Text> with{' '}
        <code>{event.cause}</code> · <code>{event.type}</code>
      </p>
      {phaseId === null ? null : (
        <p>
          <Link href={phaseLink(runId, phaseId)}>To the phase</Link>
        </p>
      )}
      {Object.keys(event.data ?? {}).length === 0 ? (
        <p className="soft small">It has no further data.</p>
      ) : (
        <PlainText text={JSON.stringify(event.data, null, 2)} label="Details of the event" />
      )}
    </>
  );
}
