/** Why the Supervisor refused a command, as its payload carries it below `errors`. */
import type { RefusalFragment } from './documents.generated.js';
import { gql } from './gql.js';

export type Refusal = RefusalFragment;

/** To be spread below the `errors` of every payload. */
export const REFUSAL = gql(`fragment Refusal on CommandError { __typename code message retryable path
  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }
  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }`);
