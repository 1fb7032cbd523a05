import { keyOfRun } from '../../api/keys.js';
import { PhaseBrief } from '../../api/operations/phase.generated.js';
import { useData } from '../../api/use-data.js';
import { Copy } from '../../parts/copy.js';
import { Markdown } from '../../parts/markdown.js';
import { Empty, Loaded } from '../../parts/notices.js';
import type { AttemptParts } from './attempt.js';
import styles from './phase.module.css';

/** What the worker of the attempt was asked to do, as its agent reads it. */
export function Brief({ runId, phase: { phaseId }, attempt: { number } }: AttemptParts) {
  const query = useData(keyOfRun(runId), PhaseBrief, { runId, phaseId, attempt: number });
  return (
    <Loaded query={query} what="the brief">
      {({ attemptBrief }) =>
        attemptBrief === null ? (
          <Empty title="There is no brief of this attempt." />
        ) : (
          <>
            <div className={styles.spread}>
              <p className="soft">
                {attemptBrief.isExact
                  ? 'This is what the agent at work was given.'
                  : 'Made again from the records. Issues are those that are open now, and tokens those that the phase had left.'}
              </p>
              <Copy text={attemptBrief.markdown} what="the brief" />
            </div>
            <div className={`${styles.card} ${styles.scroll}`}>
              <Markdown text={attemptBrief.markdown} top={3} />
            </div>
          </>
        )
      }
    </Loaded>
  );
}
