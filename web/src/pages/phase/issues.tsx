import { counted } from '../../parts/format.js';
import { Empty } from '../../parts/notices.js';
import { Badge } from '../../parts/state-word.js';
import { Text } from '../../parts/text.js';
import type { PhaseData } from './page.js';
import styles from './phase.module.css';

type Issue = PhaseData['issues'][number];

const SOURCES: Readonly<Record<Issue['source'], string>> = {
  AUDITOR: 'an Auditor',
  CI: 'CI',
  PROBE: 'a check of the Builder',
  SELF_DOUBT: 'the Builder itself',
  STATIC_CHECK: 'a static check',
  TEST: 'a test',
};

const MOST = 100;
const MOST_EVIDENCE = 10;

/** Issues that were recorded in the phase, open ones first. */
export function Issues({ issues }: { readonly issues: readonly Issue[] }) {
  const sorted = [...issues.filter(({ open }) => open), ...issues.filter(({ open }) => !open)];
  return (
    <>
      <h2>Issues</h2>
      {issues.length === 0 ? (
        <Empty title="No issue was recorded in this phase.">
          <p>
            Builders, Auditors and CI record what they find and cannot mend; it stays in the backlog of the project.
          </p>
        </Empty>
      ) : null}
      <ul className={styles.list}>
        {sorted.slice(0, MOST).map((issue) => (
          <li key={issue.id} className={styles.card}>
            <OneIssue issue={issue} />
          </li>
        ))}
      </ul>
      {sorted.length > MOST ? (
        <p className="soft">{counted(sorted.length - MOST, 'more issue')} not displayed.</p>
      ) : null}
    </>
  );
}

function OneIssue({ issue }: { readonly issue: Issue }) {
  const isMajor = issue.effectiveSeverity === 'MAJOR';
  return (
    <>
      <div className={styles.cardHead}>
        <Badge
          look={{ sign: isMajor ? '▲' : '△', tone: isMajor ? 'bad' : 'warn', word: isMajor ? 'Major' : 'Minor' }}
          title={issue.effectiveSeverity}
        />
        <h3>
          <code>
            <Text>{issue.issueKey}</Text>
          </code>
        </h3>
        <span className="soft small">
          {issue.open ? 'open' : 'closed'}
          {issue.expectedFail ? ' · expected, not counted' : ''}
          {issue.severity === issue.effectiveSeverity ? '' : ' · major by its age'}
        </span>
      </div>
      {issue.description ? (
        <p className={styles.words}>
          <Text>{issue.description}</Text>
        </p>
      ) : null}
      <p className="soft small">
        <Text>{issue.category}</Text> · found by {SOURCES[issue.source]} · reported{' '}
        {counted(issue.occurrenceCount, 'time')}
      </p>
      {issue.evidenceRefs.length > 0 ? (
        <ul className="small">
          {issue.evidenceRefs.slice(0, MOST_EVIDENCE).map((ref, index) => (
            <li key={index}>
              <Text>{ref}</Text>
            </li>
          ))}
          {issue.evidenceRefs.length > MOST_EVIDENCE ? (
            <li className="soft">{issue.evidenceRefs.length - MOST_EVIDENCE} more</li>
          ) : null}
        </ul>
      ) : null}
    </>
  );
}
