/**
 * Plays one run to its end: whoever's turn it is claims, works and submits as the model and the chances say, and the
 * decisions of the server say what follows. The loop holds no rule of its own; it only passes time.
 */
import { decideClaim } from '../../decisions/work/claim.js';
import { decideWaitOver } from '../../decisions/work/lease-end.js';
import { awaitsBaseCheck } from '../../model/awaits-base-check.js';
import type { PhaseFacts } from '../../model/facts.js';
import type { WorkerRole } from '../../model/vocabulary.js';
import { isPastDeadline } from '../../rules/budget/budgets.js';
import { BUILT_IN_PICKUP, builtInProfile } from '../model/built-in-model.js';
import { type Profile, profileOf, type WorkerModel } from '../model/worker-model.js';
import type { Choices } from './choices.js';
import { keyOf, msOf, next, passUntil, type Scene, type Truth } from './scene.js';
import { audits } from './virtual-auditor.js';
import { builds } from './virtual-builder.js';
import { testsBase, testsCommit } from './virtual-ci.js';
import type { VirtualRun } from './virtual-run.js';

/** More steps than any run of the highest caps takes: one that does is a fault of the decisions. */
const MOST_STEPS = 200_000;

/** Who looks on while a run is played. */
export interface Watch {
  /** A worker has claimed the head; nothing is charged to its attempt yet. */
  claimed(run: VirtualRun, role: WorkerRole): void;
}

export function playRun(run: VirtualRun, index: number, model: WorkerModel, choices: Choices, watch: Watch): void {
  const shared = {
    ...{ run, model, choices, index },
    truths: new Map<string, Truth>(),
    lastRed: new Map<string, string>(),
    counters: new Map<string, number>(),
  };
  const profiles = new Map<string, Profile>();
  const sceneOf = (phase: PhaseFacts): Scene => {
    const { taskCategory, complexity } = phase;
    const kind = `${complexity} ${taskCategory ?? ''}`;
    let profile = profiles.get(kind);
    if (!profile)
      profiles.set(kind, (profile = profileOf(model, builtInProfile(complexity), taskCategory, complexity)));
    return { ...shared, profile, phase };
  };
  for (let step = 0; !run.ended; step += 1) {
    if (step > MOST_STEPS) throw new Error(`A virtual run did not end in ${MOST_STEPS} steps`);
    if (isPastDeadline(run.run, run.now)) run.expire();
    else if (run.run.refIntent !== null) run.settle();
    else if (awaitsBaseCheck(run.run)) testsBase(sceneOf(run.head));
    else takeTurn(sceneOf(run.head), watch);
  }
  run.settle();
}

/** The worker that the queue waits for comes, if it comes in time, and does its part. */
function takeTurn(scene: Scene, watch: Watch): void {
  const { run, model } = scene;
  const { queue } = run;
  if (queue === null) throw new Error(`Nobody can do anything more: ${run.run.state}, ${scene.phase.state}`);
  const { role, readyAt, waitUntil } = queue;
  const pickup = model.pickupMinutes?.[role] ?? BUILT_IN_PICKUP[role];
  const ready = Math.max(run.now.getTime(), readyAt.getTime());
  const comes = ready + msOf(scene.choices.amount(keyOf(scene, 'pickup', next(scene, 'pickup')), pickup));
  if (waitUntil !== null && comes > waitUntil.getTime()) {
    if (!passUntil(run, Math.max(waitUntil.getTime(), run.now.getTime()))) return;
    run.onHead('waitOver', 'clock', decideWaitOver);
    return;
  }
  if (!passUntil(run, comes) || !claim(run, role)) return;
  watch.claimed(run, role);
  const claimed = { ...scene, phase: run.head };
  if (role === 'BUILDER') builds(claimed);
  else if (role === 'AUDITOR') audits(claimed);
  else testsCommit(claimed);
}

/** False: the run ended instead. */
function claim(run: VirtualRun, role: WorkerRole): boolean {
  const token = `lease ${run.attempts.length + 1}`;
  const workerId = role.toLowerCase();
  const landed = run.onHead('claimWork', `${workerId as Lowercase<WorkerRole>}/${workerId}`, (facts, context) =>
    decideClaim(facts, { role, workerId }, { token, tokenHash: token }, context),
  );
  if (!landed) throw new Error('The queue offers what cannot be claimed');
  return !run.ended;
}
