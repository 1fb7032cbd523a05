/** `autopack/client`: a typed client of the API for Node and browsers. It loads no part of the server. */
export {
  type Answer,
  type AutopackError,
  AutopackFailure,
  type FailureKind,
  type FieldFault,
  type Refusal,
  valueOf,
} from './answers.js';
export {
  type Autopack,
  type AutopackMethods,
  type CallOptions,
  type ClientOptions,
  createAutopack,
  type FleetEvent,
  type RunEvent,
  type TypedText,
} from './autopack.js';
export type { FollowOptions } from './events.js';
export type * from './operations.generated.js';
