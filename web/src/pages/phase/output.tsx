import { counted } from '../../parts/format.js';
import { LogLine } from '../../parts/log.js';
import { FrameRows } from '../../parts/rows.js';
import type { AttemptParts } from './attempt.js';
import styles from './phase.module.css';
import { useOutput } from './use-output.js';

const LINE_PX = 21;

/** What the agent or CI prints, while it prints it. One stays at the end as long as one is there. */
export function LiveOutput({ runId, phase: { phaseId }, attempt: { number } }: AttemptParts) {
  const { lines, first, isCut, isLive } = useOutput(runId, phaseId, number);
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  return (
    <section aria-label="Output" className={styles.list}>
      <h3>{isLive ? 'Live output' : 'Output until the end'}</h3>
      {isCut ? (
        <p className="soft small">
          {first > 0 ? `${counted(first, 'older line')} left this page. ` : ''}The server keeps the newest 64 kB of an
          attempt.
        </p>
      ) : null}
      {count === 0 ? (
        <p className="soft">
          {isLive ? 'Nothing was printed yet. Lines appear here as they come.' : 'It printed nothing.'}
        </p>
      ) : (
        <FrameRows
          label="Output of the attempt"
          count={count}
          estimate={LINE_PX}
          keyOf={(index) => first + index}
          follow
          row={(index) => <LogLine line={lines[index]!} number={first + index + 1} />}
        />
      )}
    </section>
  );
}
