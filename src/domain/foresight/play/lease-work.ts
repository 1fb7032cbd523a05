/**
 * The time of a virtual worker under its lease: it sends heartbeats while it works, and stops at the first of its own
 * end, the hard deadline of the lease, the deadline of the run, and the heartbeat that passes its allowance (B1, W2).
 */
import { decideHeartbeat } from '../../decisions/work/heartbeat.js';
import { decideLeaseExpiry, decideRelease } from '../../decisions/work/lease-end.js';
import type { VirtualRun } from './virtual-run.js';

/** How often a virtual worker reports its tokens. */
const HEARTBEAT_MS = 60_000;

/** True: its work is done, and it can submit. False: the lease is over, or the run. */
export function worksFor(run: VirtualRun, tokens: number, ms: number): boolean {
  const lease = run.lease!;
  const start = run.now.getTime();
  const passing =
    tokens > lease.tokenAllowance && lease.role !== 'CI' ? passesAt(tokens, ms, lease.tokenAllowance) : null;
  const hard = lease.hardDeadlineAt.getTime() - start;
  const deadline = (run.run.deadlineAt?.getTime() ?? Infinity) - start;
  const end = Math.min(ms, passing ?? Infinity, hard, deadline);
  if (end < ms || (passing !== null && passing === end)) {
    run.now = new Date(start + end);
    run.renewLease();
    const used = ms === 0 ? tokens : Math.floor((tokens * end) / ms);
    if (lease.role !== 'CI' && used > (lease.tokensTold ?? 0)) sendHeartbeat(run, used);
    if (run.ended) return false;
    if (end === deadline) run.expire();
    else if (end === hard) expireLease(run);
    // The Supervisor answered STOP, and the run goes on: the worker gives back what it has no tokens for (B2).
    else release(run, used, 'the allowance is used up');
    return false;
  }
  run.now = new Date(start + ms);
  run.renewLease();
  return true;
}

/** The worker is not heard of again: its lease runs out (W3). */
export function goesSilent(run: VirtualRun): void {
  const { expiresAt } = run.lease!;
  const { deadlineAt } = run.run;
  if (deadlineAt !== null && expiresAt > deadlineAt) return run.expire();
  run.now = expiresAt;
  expireLease(run);
}

/** The worker gives its lease back (W2). */
export function release(run: VirtualRun, tokensUsed: number, reason: string): void {
  const { role, workerId } = run.lease!;
  run.onHead('releaseLease', `${role.toLowerCase()}/${workerId}`, (facts, context) =>
    decideRelease(facts, { reason, tokensUsed }, context),
  );
}

/** The heartbeat at which the allowance is passed, in milliseconds from the start. */
function passesAt(tokens: number, ms: number, allowance: number): number {
  const crossing = (ms * (allowance + 1)) / tokens;
  return Math.min(ms, Math.ceil(crossing / HEARTBEAT_MS) * HEARTBEAT_MS);
}

function sendHeartbeat(run: VirtualRun, tokens: number): void {
  const { role, workerId } = run.lease!;
  run.onHead('heartbeat', `${role.toLowerCase()}/${workerId}`, (facts, context) =>
    decideHeartbeat(facts, tokens, context),
  );
}

const expireLease = (run: VirtualRun): void => {
  run.onHead('leaseExpiry', 'clock', decideLeaseExpiry);
};
