import { Link } from 'wouter';

import type { PhaseAttemptFragment } from '../../api/operations/phase.generated.js';
import { Markdown } from '../../parts/markdown.js';
import { ReasonLine } from '../../parts/reasons.js';
import { Badge } from '../../parts/state-word.js';
import { adviceFor } from './advice.js';
import type { AttemptParts } from './attempt.js';
import { AUDIT_LOOKS, auditsOf, confidenceWords, GATE_LOOKS, outcomeOf } from './attempt-words.js';
import { CiTries } from './ci.js';
import styles from './phase.module.css';
import { attemptSearch } from './selection.js';

/** What was decided about an attempt, in the order in which it is decided: its own words, gate, audits, CI. */
export function Verdicts({ attempt, phase }: Pick<AttemptParts, 'attempt' | 'phase'>) {
  const outcome = outcomeOf(attempt, phase.attempts);
  return (
    <>
      {attempt.state === 'SUBMITTED' || attempt.state === 'LEASED' || outcome.why === '' ? null : <p>{outcome.why}</p>}
      {attempt.role === 'AUDITOR' && attempt.auditVerdict ? <AuditVerdict attempt={attempt} /> : null}
      {attempt.notes && attempt.state !== 'RELEASED' ? (
        <section className={styles.card} aria-label="Message of its worker">
          <h3>{attempt.role === 'AUDITOR' ? 'What the Auditor says' : 'Message of its worker'}</h3>
          <div className={styles.scroll}>
            <Markdown text={attempt.notes} top={4} />
          </div>
        </section>
      ) : null}
      {attempt.gate ? <Gate attempt={attempt} /> : null}
      {auditsOf(attempt, phase.attempts).map((audit) => (
        <Audit key={audit.id} audit={audit} />
      ))}
      {attempt.ciTries.length > 0 ? (
        <section aria-label="CI" className={styles.list}>
          <h3>CI</h3>
          <CiTries phase={phase} attempt={attempt} />
        </section>
      ) : null}
    </>
  );
}

function Gate({ attempt }: { readonly attempt: PhaseAttemptFragment }) {
  const { verdict, reasons } = attempt.gate!;
  return (
    <section className={styles.card} aria-label="Gate">
      <div className={styles.cardHead}>
        <h3>Gate</h3>
        <Badge look={GATE_LOOKS[verdict]} title={verdict} />
      </div>
      {reasons.length === 0 ? <p className="soft">It found nothing against the patch.</p> : null}
      <ul className={styles.list} aria-label="Reasons of the gate">
        {reasons.map((reason, index) => {
          const advice = adviceFor(reason.code);
          return (
            <li key={index}>
              <ReasonLine reason={reason} />
              {advice ? <p className="soft small">What to do: {advice}</p> : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function AuditVerdict({ attempt }: { readonly attempt: PhaseAttemptFragment }) {
  return (
    <p>
      <Badge look={AUDIT_LOOKS[attempt.auditVerdict!]} title={attempt.auditVerdict!} />
      {attempt.confidence ? <> The Auditor is {confidenceWords(attempt.confidence)}.</> : null}
    </p>
  );
}

function Audit({ audit }: { readonly audit: PhaseAttemptFragment }) {
  return (
    <section className={styles.card} aria-label={`Audit ${audit.number}`}>
      <div className={styles.cardHead}>
        <h3>Audit</h3>
        {audit.auditVerdict ? <AuditVerdict attempt={audit} /> : <Badge look={outcomeOf(audit).look} />}
        <Link href={attemptSearch(audit.number, 'summary')}>Attempt {audit.number}</Link>
      </div>
      {audit.notes ? (
        <div className={styles.scroll}>
          <Markdown text={audit.notes} top={4} />
        </div>
      ) : null}
    </section>
  );
}
