/** What a step of the set-up or of CI came to (V7, B6). */
import type { EndKind } from '../../processes/process-contract.js';

export interface StepOutcome {
  readonly name: string;
  readonly end: EndKind;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly passed: boolean;
  readonly durationSeconds: number;
  /** Processes that it left and that were ended. */
  readonly leftBehind: number;
}

export interface StepRun {
  readonly outcome: StepOutcome;
  readonly meaning: 'passed' | 'failed' | 'environment' | 'aborted';
  /** A sentence. */
  readonly summary: string;
  /** As it came, not redacted. */
  readonly output: string;
}
