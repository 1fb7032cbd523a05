import { FORGE_NAMES } from '../../parts/forges.js';
import { counted, inFull } from '../../parts/format.js';
import { ReasonLine } from '../../parts/reasons.js';
import { Badge } from '../../parts/state-word.js';
import { Text } from '../../parts/text.js';
import { Lasting, When } from '../../parts/time.js';
import { WebLink } from '../../parts/web-link.js';
import {
  type Change,
  CHANGE_LOOKS,
  changeName,
  changeNumber,
  type Check,
  CHECK_LOOKS,
  inOrder,
  VERDICTS,
} from './change-words.js';
import type { PromotionRun } from './page.js';
import styles from './promotion.module.css';

/** Checks that are displayed; those that failed come first. */
const MOST = 50;

/** What became of the proposal on the forge, and what others say about its commit. */
export function ChangeCard({ promotion }: { readonly promotion: PromotionRun['promotion'] }) {
  const { change, checks, checksVerdict } = promotion;
  if (change === null) return null;
  const name = changeName(change.forge);
  return (
    <section className={styles.card} aria-label={`${capital(name)} on the forge`}>
      <div className={styles.state}>
        <h2>
          <WebLink url={change.url}>
            {capital(name)} {changeNumber(change)}
          </WebLink>
        </h2>
        <Badge look={CHANGE_LOOKS[change.state]} title={change.state} />
        {change.draft && change.state === 'OPEN' ? <Badge look={{ sign: '✎', tone: 'idle', word: 'Draft' }} /> : null}
      </div>
      <Sentences change={change} />
      {change.problem ? (
        <p>
          <span aria-hidden="true" className={styles.bad}>
            ✕{' '}
          </span>
          <ReasonLine reason={change.problem} />
        </p>
      ) : null}
      {checksVerdict === null ? null : (
        <>
          <div className={styles.state}>
            <h3>Checks of the forge</h3>
            <Badge look={VERDICTS[checksVerdict].look} title={checksVerdict} />
            <span>{VERDICTS[checksVerdict].sentence}</span>
          </div>
          <Checks checks={checks} />
        </>
      )}
    </section>
  );
}

const capital = (words: string): string => words[0]!.toUpperCase() + words.slice(1);

const Sentences = ({ change }: { readonly change: Change }) => (
  <p className="soft">
    On {FORGE_NAMES[change.forge]}, for branch{' '}
    <code>
      <Text>{change.base}</Text>
    </code>
    ; requested by <Text>{change.requestedBy}</Text> <When at={change.requestedAt} />
    {change.openedAt ? (
      <>
        , opened <When at={change.openedAt} />
      </>
    ) : null}
    {change.endedAt ? (
      <>
        , {change.state === 'MERGED' ? 'merged' : change.state === 'CLOSED' ? 'closed' : 'given up'}{' '}
        {change.mergedBy ? (
          <>
            by <Text>{change.mergedBy}</Text>{' '}
          </>
        ) : null}
        <When at={change.endedAt} />
      </>
    ) : null}
    .{change.draft && change.state === 'OPEN' ? ' It is a draft as long as the run lacks something.' : null}
  </p>
);

function Checks({ checks }: { readonly checks: readonly Check[] }) {
  if (checks.length === 0) return <p className="soft">No check is known.</p>;
  const sorted = inOrder(checks);
  return (
    <>
      <ul className={styles.checks} aria-label="Checks">
        {sorted.slice(0, MOST).map(({ name, state, url, startedAt, endedAt }, index) => (
          <li key={index}>
            <Badge look={CHECK_LOOKS[state]} title={state} />
            <span>
              <WebLink url={url}>
                <Text>{name}</Text>
              </WebLink>{' '}
              {startedAt && endedAt ? (
                <span className="soft small">
                  <Lasting from={startedAt} to={endedAt} />
                </span>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {sorted.length > MOST ? (
        <p className="soft small">
          {counted(sorted.length - MOST, 'more check')} of {inFull(sorted.length)}: see the forge.
        </p>
      ) : null}
    </>
  );
}
