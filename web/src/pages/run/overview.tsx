import { keyOfPushed } from '../../api/keys.js';
import { RunBoard, RunHistory } from '../../api/operations/run.generated.js';
import { startData } from '../../api/use-data.js';
import { Board } from './board.js';
import styles from './head.module.css';
import { Picture, Story } from './story.js';

/** Asks for all that the overview displays, so that its parts do not come one after the other. */
export function startOverview(runId: string): void {
  Picture.start();
  startData(keyOfPushed(runId), RunBoard, { runId });
  startData(keyOfPushed(runId), RunHistory, { runId });
}

interface OverviewParts {
  readonly runId: string;
  readonly isTerminal: boolean;
}

/** What a run consists of, and its story. */
export const Overview = ({ runId, isTerminal }: OverviewParts) => (
  <>
    <section className={styles.part} id="board" aria-labelledby="board-title">
      <h2 id="board-title">Tiers and phases</h2>
      <Board runId={runId} />
    </section>
    <section className={styles.part} id="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">Timeline</h2>
      <Story runId={runId} isTerminal={isTerminal} />
    </section>
  </>
);
