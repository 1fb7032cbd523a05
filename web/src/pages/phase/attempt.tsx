import { Link } from 'wouter';

import type { PhaseAttemptFragment as Attempt } from '../../api/operations/phase.generated.js';
import { asBytes, inFull } from '../../parts/format.js';
import { Badge } from '../../parts/state-word.js';
import { ROLES } from '../../parts/states.js';
import { TabLinks } from '../../parts/tabs.js';
import { Text } from '../../parts/text.js';
import { Instant, Lasting, When } from '../../parts/time.js';
import { attemptLink } from '../links.js';
import { outcomeOf, patchAttemptOf } from './attempt-words.js';
import { Brief } from './brief.js';
import { CiTries } from './ci.js';
import { Files, FileText } from './files.js';
import { LiveOutput } from './output.js';
import type { PhaseData } from './page.js';
import { Patch } from './patch.js';
import styles from './phase.module.css';
import type { AttemptPart } from './selection.js';
import { Fact } from './summary.js';
import { Verdicts } from './verdicts.js';

export interface AttemptParts {
  readonly runId: string;
  readonly phase: PhaseData;
  readonly attempt: Attempt;
}

const WORDS: Readonly<Record<AttemptPart, string>> = {
  summary: 'Summary',
  output: 'Output',
  patch: 'Patch',
  ci: 'CI',
  brief: 'Brief',
  files: 'Files',
};

/** Parts that an attempt of this role has. */
const partsOf = (attempt: Attempt): readonly AttemptPart[] =>
  attempt.role === 'CI'
    ? ['summary', 'output', 'ci', 'brief', 'files']
    : ['summary', 'output', 'patch', 'ci', 'brief', 'files'];

interface DetailParts extends AttemptParts {
  readonly part: AttemptPart;
  /** The path of the file that is opened, of the part `files`. */
  readonly file: string | null;
}

/** One attempt: what became of it, and one of its parts. */
export function AttemptDetail({ runId, phase, attempt, part, file }: DetailParts) {
  const outcome = outcomeOf(attempt, phase.attempts);
  return (
    <>
      <div className={styles.cardHead}>
        <h2>
          Attempt {attempt.number} · {ROLES[attempt.role]}
        </h2>
        <Badge look={outcome.look} />
        {attempt.role === 'AUDITOR' || outcome.why === '' ? null : (
          <span>
            <Text>{outcome.why}</Text>
          </span>
        )}
      </div>
      <TabLinks
        label="Parts of the attempt"
        tabs={partsOf(attempt).map((each) => ({
          id: each,
          word: WORDS[each],
          href: attemptLink(runId, phase.phaseId, attempt.number, each === 'summary' ? undefined : each),
          isCurrent: part === each,
        }))}
      />
      <Part runId={runId} phase={phase} attempt={attempt} part={part} file={file} />
    </>
  );
}

function Part({ part, file, ...parts }: DetailParts) {
  switch (part) {
    case 'output':
      return <Output {...parts} />;
    case 'patch':
      return <Patch {...parts} />;
    case 'ci':
      return <CiTries {...parts} />;
    case 'brief':
      return <Brief {...parts} />;
    case 'files':
      return <Files {...parts} path={file} />;
    default:
      return <Summary {...parts} />;
  }
}

function Summary({ runId, phase, attempt }: AttemptParts) {
  const patch = patchAttemptOf(attempt, phase.attempts);
  const file = patch?.artefacts.find(({ kind }) => kind === 'patch');
  return (
    <>
      <dl className={styles.facts}>
        <Fact name="Worker">
          <Text>{attempt.workerId}</Text>
        </Fact>
        {attempt.agent ? (
          <Fact name="Agent">
            <Text>{attempt.agent}</Text>
          </Fact>
        ) : null}
        <Fact name="Began">
          <Instant at={attempt.startedAt} />
        </Fact>
        <Fact name={attempt.endedAt ? 'Took' : 'At work for'}>
          <Lasting from={attempt.startedAt} to={attempt.endedAt} />
        </Fact>
        {attempt.role === 'CI' ? null : (
          <Fact name="Tokens">
            {inFull(attempt.tokensUsed)}
            {attempt.tokensEstimated ? ' (estimated: it reported none)' : ''}
          </Fact>
        )}
        {attempt.commit ? (
          <Fact name={attempt.role === 'CI' ? 'Commit under test' : 'Commit of its patch'}>
            <code title={attempt.commit}>{attempt.commit.slice(0, 12)}</code>
          </Fact>
        ) : null}
        {file && patch ? (
          <Fact name={attempt.role === 'BUILDER' ? 'Patch' : `Patch of attempt ${patch.number}`}>
            <Link href={attemptLink(runId, phase.phaseId, patch.number, 'patch')}>{asBytes(file.sizeBytes)}</Link>
          </Fact>
        ) : null}
        {phase.holder && attempt.state === 'LEASED' ? (
          <Fact name="Ends at the latest">
            <When at={phase.holder.hardDeadlineAt} />
          </Fact>
        ) : null}
      </dl>
      <Verdicts attempt={attempt} phase={phase} />
      {attempt.state === 'LEASED' ? <LiveOutput runId={runId} phase={phase} attempt={attempt} /> : null}
    </>
  );
}

/** What it prints while it is at work; afterwards the logs that it submitted. */
function Output({ runId, phase, attempt }: AttemptParts) {
  if (attempt.state === 'LEASED') return <LiveOutput runId={runId} phase={phase} attempt={attempt} />;
  const logs = attempt.artefacts.filter(({ kind }) => kind === 'log');
  if (logs.length === 0)
    return (
      <p className="soft">
        Live output is kept while an attempt is at work and for a minute after. This one has ended, and submitted no
        log.
      </p>
    );
  return (
    <>
      {logs.map((log) => (
        <FileText key={log.path} runId={runId} file={log} />
      ))}
    </>
  );
}
