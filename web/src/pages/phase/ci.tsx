import { Link } from 'wouter';

import type { PhaseAttemptFragment } from '../../api/operations/phase.generated.js';
import { counted, inFull } from '../../parts/format.js';
import { Reasons } from '../../parts/reasons.js';
import { Badge } from '../../parts/state-word.js';
import { Text } from '../../parts/text.js';
import { When } from '../../parts/time.js';
import type { AttemptParts } from './attempt.js';
import { CI_LOOKS, patchAttemptOf } from './attempt-words.js';
import { fileLink, fileWords } from './files.js';
import styles from './phase.module.css';

type Try = PhaseAttemptFragment['ciTries'][number];

/** Every try of the commit under CI; the first failure is kept whatever follows. */
export function CiTries({ phase, attempt }: Pick<AttemptParts, 'phase' | 'attempt'>) {
  const { ciTries } = attempt;
  if (ciTries.length === 0)
    return <p className="soft">{whyNone(patchAttemptOf(attempt, phase.attempts) ?? attempt, attempt)}</p>;
  return (
    <ol className={styles.list}>
      {ciTries.map((one) => (
        <li key={`${one.number} ${one.at}`} className={styles.card}>
          <OneTry one={one} attempt={attempt} />
        </li>
      ))}
    </ol>
  );
}

function whyNone(owner: PhaseAttemptFragment, attempt: PhaseAttemptFragment): string {
  if (attempt.state === 'LEASED') return 'CI has not reported: the attempt is at work.';
  if (owner.gate?.verdict === 'REJECT') return 'CI did not run: the gate rejected the patch before.';
  if (owner.gate?.verdict === 'AUDIT' && owner.ciVerdict === null)
    return 'CI has not run: an Auditor has to approve the patch first.';
  if (owner.gate?.verdict === 'PASS') return 'CI has not reported yet.';
  return 'CI did not run on it.';
}

function OneTry({ one, attempt }: { readonly one: Try; readonly attempt: PhaseAttemptFragment }) {
  return (
    <>
      <div className={styles.cardHead}>
        <h3>Try {one.number}</h3>
        <Badge look={CI_LOOKS[one.verdict]} title={one.verdict} />
        <span className="soft small">
          <When at={one.at} />
          {one.executed === null ? null : <> · {counted(one.executed, 'test')} ran</>}
          {one.commit ? (
            <>
              {' '}
              · commit <code title={one.commit}>{one.commit.slice(0, 12)}</code>
            </>
          ) : null}
        </span>
      </div>
      {one.reasons.length > 0 ? <Reasons reasons={one.reasons} label={`Why try ${one.number} was read so`} /> : null}
      {one.summary ? (
        <p className={styles.words}>
          <Text>{one.summary}</Text>
        </p>
      ) : null}
      {one.failedTests.length > 0 ? (
        <details open>
          <summary>
            {counted(one.failedTests.length, 'failed test')}
            {one.failedTests.length >= MOST_TESTS ? ' or more' : ''}
          </summary>
          <ul className={styles.tests} tabIndex={0} aria-label={`Failed tests of try ${one.number}`}>
            {one.failedTests.slice(0, LISTED_TESTS).map((test, index) => (
              <li key={index}>
                <Text>{test}</Text>
              </li>
            ))}
          </ul>
          {one.failedTests.length > LISTED_TESTS ? (
            <p className="soft small">{inFull(one.failedTests.length - LISTED_TESTS)} more are in the report.</p>
          ) : null}
        </details>
      ) : null}
      {one.artefacts.length > 0 ? (
        <p className={styles.cardHead}>
          {one.artefacts.map((file) => (
            <Link key={file.path} href={fileLink(attempt, file.path)}>
              {fileWords(file)}
              <span className="visually-hidden"> of try {one.number}</span>
            </Link>
          ))}
        </p>
      ) : null}
    </>
  );
}

/** As many as the API gives. */
const MOST_TESTS = 200;
const LISTED_TESTS = 100;
