/**
 * What an error is about: the run and the project that its line in the log names. It is found out only when something has failed, so a
 * call that succeeds costs nothing.
 */

export interface LogSubject {
  readonly runId?: string;
  readonly projectId?: string;
}

const subjects = new WeakMap<object, LogSubject>();

/** Remembers what the error is about, and answers the error. What was remembered first is closer to the fault: it stays. */
export function concerning(error: unknown, { runId, projectId }: LogSubject): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const subject = { ...(runId !== undefined && { runId }), ...(projectId !== undefined && { projectId }) };
  subjects.set(error, { ...subject, ...subjects.get(error) });
  return error;
}

/** What the error, or one that it was caused by, is about. */
export function subjectOf(error: unknown): LogSubject {
  let subject: LogSubject = {};
  for (let one = error, depth = 0; typeof one === 'object' && one !== null && depth < MOST_CAUSES; depth += 1) {
    subject = { ...subject, ...subjects.get(one) };
    const { originalError, cause } = one as { readonly originalError?: unknown; readonly cause?: unknown };
    one = originalError ?? cause;
  }
  return subject;
}

/** A chain of causes may be a circle. */
const MOST_CAUSES = 10;

const LONGEST_ID = 200;
const idOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= LONGEST_ID ? value : undefined;

/** What the arguments of a root field name, themselves, in their `input` or in their `filter`. */
export function subjectOfArguments(args: Readonly<Record<string, unknown>>): LogSubject {
  const given = { ...args, ...(args.input ?? args.filter ?? {}) } as Readonly<Record<string, unknown>>;
  const [runId, projectId] = [idOf(given.runId), idOf(given.projectId)];
  return { ...(runId !== undefined && { runId }), ...(projectId !== undefined && { projectId }) };
}
