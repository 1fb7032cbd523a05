/**
 * A play needs something of the past that never happened, or that nothing recorded (X4). The message is a sentence, the
 * code says which kind it is.
 */
export class NotRecorded extends Error {
  constructor(
    message: string,
    readonly code = 'not_recorded',
  ) {
    super(message);
  }
}

/** A value of an input: if nothing recorded it, the play stops where a decision looks at it. */
export function recordedOr<Value>(value: Value | null | undefined, lacks: string): Value {
  if (value === null || value === undefined) throw new NotRecorded(lacks);
  return value;
}
