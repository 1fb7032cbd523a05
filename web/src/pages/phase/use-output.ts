/** Follows what an attempt prints while it lives; a broken line is continued where it was cut. */
import { useEffect, useState } from 'react';

import { PhaseOutput } from '../../api/operations/phase.generated.js';
import { follow } from '../../api/sockets.js';
import { reportLive } from '../../live/live-state.js';
import { NO_OUTPUT, type OutputLines, withPiece } from './output-buffer.js';

export function useOutput(runId: string, phaseId: string, attempt: number): OutputLines {
  const [output, setOutput] = useState(NO_OUTPUT);
  useEffect(() => {
    const part = Symbol(`${runId} ${phaseId} ${attempt}`);
    let known = NO_OUTPUT;
    setOutput(known);
    const stop = follow(PhaseOutput, () => (known.isLive ? { runId, phaseId, attempt, from: known.to } : null), {
      next: ({ attemptOutput }) => {
        known = withPiece(known, attemptOutput);
        setOutput(known);
      },
      state: (state) => reportLive(part, state),
    });
    return () => {
      stop();
      reportLive(part, null);
    };
  }, [runId, phaseId, attempt]);
  return output;
}
