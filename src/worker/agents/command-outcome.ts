/** What the end of an agent that ran as a command is called: a pure reading of how its process ended, what it said, and who stopped it. */
import type { ProcessEnd } from '../../processes/process-contract.js';
import type { AgentOutcome } from './contract/agent.js';
import type { Seen } from './profiles/output-profile.js';

export interface CommandFacts {
  readonly end: Pick<ProcessEnd, 'end' | 'exitCode'>;
  readonly seen: Pick<Seen, 'fault' | 'finished' | 'unfinished'>;
  /** Set if the task's signal ended it. */
  readonly stopped: AgentOutcome | null;
  /** We ended it because it said that it was done and stayed. */
  readonly endedAfterResult: boolean;
}

export function commandOutcome({ end, seen, stopped, endedAfterResult }: CommandFacts): AgentOutcome {
  switch (end.end) {
    case 'not-started':
      return 'crashed';
    case 'timed-out':
      return 'timeout';
    case 'too-much-output':
      return 'protocol_error';
    case 'aborted':
      if (stopped !== null) return stopped;
      return endedAfterResult ? stated(seen) : 'lease_lost';
    case 'exited':
      // An agent that said all is well may still exit with 1, and one that said it failed with 0: what it said goes first.
      return seen.fault !== null || end.exitCode === 0 || seen.finished ? stated(seen) : 'crashed';
    default:
      return end.end satisfies never;
  }
}

const stated = (seen: Pick<Seen, 'fault' | 'unfinished'>): AgentOutcome =>
  seen.fault?.outcome ?? (seen.unfinished === null ? 'completed' : 'unfinished');
