/** One push of one repository's refs to a remote (M3): look, decide, push; each ref is answered for. */
import { isRunRef } from '../domain/model/ref-names.js';
import { LONGEST_PUSH_ERROR, type PushFault } from '../domain/model/remote.js';
import { pauseAfterPush } from '../domain/rules/remote/push-pauses.js';
import { type RefStep, stepOf } from '../domain/rules/remote/push-plan.js';
import type { RefToPush, RemoteRepository } from '../git/remote-repository.js';
import type { DueRef, RefOutcome } from './pushing.repository.js';

type Kind = 'branch' | 'tag' | 'target';

export async function pushOnce(remote: RemoteRepository, due: readonly DueRef[]): Promise<RefOutcome[]> {
  const found = await remote.find(due.map(({ ref }) => ref));
  const outcomes: RefOutcome[] = [];
  const going: { readonly ref: DueRef; readonly move: RefToPush }[] = [];
  for (const ref of due) {
    const current = found.get(ref.ref) ?? null;
    const step = await stepFor(remote, ref, current);
    if (step.step === 'there') outcomes.push(pushed(ref, current));
    else if (step.step === 'conflict') outcomes.push(conflict(ref, current));
    else if (!(await remote.has(ref.wanted))) outcomes.push(failed(ref, 'LOCAL', goneHere(ref)));
    else going.push({ ref, move: { ref: ref.ref, object: ref.wanted, expected: step.expected } });
  }
  if (going.length === 0) return outcomes;
  const answers = new Map((await remote.push(going.map(({ move }) => move))).map((one) => [one.ref, one]));
  for (const { ref } of going) {
    const answer = answers.get(ref.ref);
    // Somebody moved it between the two calls: the next push looks again, and finds a conflict or none.
    if (answer === undefined) outcomes.push(failed(ref, 'OTHER', 'The remote did not say what became of the ref.'));
    else if (answer.outcome === 'stale') outcomes.push(failed(ref, 'OTHER', 'It was moved while it was pushed.'));
    else if (answer.outcome === 'refused') outcomes.push(failed(ref, 'REFUSED', refusedThere(ref, answer.reason)));
    else outcomes.push(pushed(ref, ref.wanted));
  }
  return outcomes;
}

const kindOf = (ref: string): Kind => (!isRunRef(ref) ? 'target' : ref.startsWith('refs/tags/') ? 'tag' : 'branch');

async function stepFor(
  remote: RemoteRepository,
  { ref, wanted, pushed: before }: DueRef,
  found: string | null,
): Promise<RefStep> {
  const kind = kindOf(ref);
  const looks = found !== null && found !== wanted && kind !== 'tag';
  return stepOf({
    ...{ wanted, pushed: before, found, kind },
    isBehind: looks ? await remote.isAncestor(found, wanted) : null,
    isContained: looks && kind === 'target' && (await remote.isAncestor(wanted, found)) === true,
  });
}

const named = ({ runId, ref, wanted }: DueRef) => ({ runId, ref, wanted });

const pushed = (ref: DueRef, current: string | null): RefOutcome => ({
  ...{ ...named(ref), state: 'PUSHED', pushed: current, pauseMs: 0, fault: null, error: null },
});

export const failed = (ref: DueRef, fault: PushFault, error: string): RefOutcome => ({
  ...{ ...named(ref), state: 'DUE', pushed: null, fault, error: error.slice(0, LONGEST_PUSH_ERROR) },
  pauseMs: pauseAfterPush(ref.attempts + 1, Math.random()),
});

const conflict = (ref: DueRef, current: string | null): RefOutcome => ({
  ...{ ...named(ref), state: 'CONFLICT', pushed: null, pauseMs: 0, fault: 'CONFLICT' },
  error: conflictWords(ref, current),
});

function conflictWords({ ref, wanted }: DueRef, current: string | null): string {
  const where = `${ref} stands at ${current} on the remote, which is not in the history of ${wanted}`;
  if (kindOf(ref) === 'target')
    return `${where}: somebody pushed to it. Fetch it, merge both in the project's repository and push the result yourself; then retryPush.`;
  return `${where}: somebody else moved it. Nothing is overwritten: rename or delete it on the remote, then retryPush.`;
}

const goneHere = ({ wanted }: DueRef): string =>
  `The project's repository does not have ${wanted} any more: fetch it from where it is.`;

const refusedThere = ({ ref }: DueRef, reason: string): string =>
  `The remote does not take ${ref}: ${reason}. A protected branch, a hook or the rights of the credentials can be the reason.`;
