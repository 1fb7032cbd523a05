/**
 * The mark by which the descendants of a command are found again, however they left its group: a variable of their environment, which every
 * child inherits. It names who started them, so that after a hard end of ours the next start finds what is orphaned, and only its own.
 * A command under supervision may itself supervise commands (our own tests under our own CI do): marks are added, never replaced, so that the
 * outer one still holds. What clears its environment, leaves its group and outlives its parent within one look at the table escapes; the fence
 * against that is a container.
 */
import { randomUUID } from 'node:crypto';

export const MARK_VARIABLE = 'SUPERVISED_PROCESS_MARK';
/** Separates marks; the parts of one are joined by ":". */
const BETWEEN = ',';

export interface Starter {
  readonly owner: string;
  readonly pid: number;
  /** When the starter began: its pid alone may be another's by now. */
  readonly began: number;
}

export function newMark({ owner, pid, began }: Starter): string {
  return [encodeURIComponent(owner), pid, began, randomUUID()].join(':');
}

/** The value for a child: what is in our own environment, and the new mark. */
export function withOuterMarks(mark: string, outer: string | undefined = process.env[MARK_VARIABLE]): string {
  return outer ? `${outer}${BETWEEN}${mark}` : mark;
}

/** The marks in a list of `NAME=value`. */
export function marksIn(variables: readonly string[]): readonly string[] {
  const start = `${MARK_VARIABLE}=`;
  return variables.flatMap((variable) =>
    variable.startsWith(start) ? variable.slice(start.length).split(BETWEEN) : [],
  );
}

/** Who made a mark; null if the text is none of ours. */
export function starterOf(mark: string): Starter | null {
  const found = /^([^:]*):(\d+):(\d+):[0-9a-f-]{36}$/.exec(mark);
  if (!found) return null;
  const [, owner, pid, began] = found;
  try {
    return { owner: decodeURIComponent(owner ?? ''), pid: Number(pid), began: Number(began) };
  } catch {
    return null;
  }
}
