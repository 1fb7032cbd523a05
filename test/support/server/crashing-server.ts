/**
 * A server process that kills itself at a named point of the next move. crash.spec.ts compiles and starts it; its parent says when:
 * no part of the product knows of this.
 */
import 'reflect-metadata';

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ArchiveStore } from '../../../src/artefacts/archive-store.js';
import { ArtefactStore } from '../../../src/artefacts/artefact-store.js';
import { readSettings } from '../../../src/config/settings.js';
import { Database } from '../../../src/database/database.js';
import { GitRepository } from '../../../src/git/git-repository.js';
import { RunLifecycleService } from '../../../src/lifecycle/runs/run-lifecycle.service.js';
import { startServer } from '../../../src/main.js';

export const CRASH_POINTS = ['before the write', 'after the commit', 'amid the files', 'before the answer'] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

let armed: CrashPoint | null = null;

/** A step of the work cycle: the how manieth of its name. Those of one name come in the same order every time; files follow commits at a pace of their own. */
export interface CrashStep {
  readonly name: string;
  readonly nth: number;
}

/** Steps since the parent asked for them; the server kills itself at the one that it named. */
let steps: string[] = [];
let lastStep: CrashStep | null = null;

function step(name: string): void {
  steps.push(name);
  if (name === lastStep?.name && steps.filter((other) => other === name).length === lastStep.nth)
    process.kill(process.pid, 'SIGKILL');
}

function crashAt(point: CrashPoint): void {
  if (armed === point) process.kill(process.pid, 'SIGKILL');
}

const { write } = Database.prototype;
Database.prototype.write = async function (this: Database, statement, values) {
  const commits = ['commit_changes', 'commit_issues', 'commit_ending'].includes(statement.name);
  const counts =
    commits ||
    [
      'commit_work',
      'commit_work_and_issues',
      'insert_runs',
      'settle_ended_run',
      'keep_late_result',
      'delete_run',
      'write_drain',
      // Only with a webhook.
      'webhook_fan_out',
      'webhook_record_try',
      // Only with a change on a forge.
      'request_change',
      'settle_change_look',
      // Only with a remote.
      'push_take',
      'push_settle',
    ].includes(statement.name);
  if (commits) crashAt('before the write');
  if (counts) step(`before ${statement.name}`);
  const rows = await write.call(this, statement, values);
  if (commits) crashAt('after the commit');
  if (counts) step(`after ${statement.name}`);
  return rows;
} as typeof write;

/** Of any run. */
const refOf = (ref: string): string => ref.replace(/autonomous\/[^/]+/, 'autonomous/RUN');

const { moveRef } = GitRepository.prototype;
GitRepository.prototype.moveRef = async function (this: GitRepository, move) {
  step(`before ${refOf(move.ref)}`);
  const outcome = await moveRef.call(this, move);
  step(`after ${refOf(move.ref)}`);
  return outcome;
};

const { keepAttachment } = ArtefactStore.prototype;
ArtefactStore.prototype.keepAttachment = async function (this: ArtefactStore, runId, file) {
  step('before an attachment');
  await keepAttachment.call(this, runId, file);
};

const { write: writeArchive, verify } = ArchiveStore.prototype;
ArchiveStore.prototype.write = function (this: ArchiveStore, run, members, isWhole) {
  return writeArchive.call(this, run, members, async () => {
    step('archive: temporary file written');
    return isWhole();
  });
};
ArchiveStore.prototype.verify = async function (this: ArchiveStore, run) {
  step('archive: renamed');
  await verify.call(this, run);
  step('archive: verified');
};

const { remove } = ArtefactStore.prototype;
ArtefactStore.prototype.remove = async function (this: ArtefactStore, place) {
  step('before the files are removed');
  await remove.call(this, place);
  step('after the files are removed');
};

const settings = readSettings(process.env, process.cwd());
const { write: writeFiles } = ArtefactStore.prototype;
ArtefactStore.prototype.write = async function (this: ArtefactStore, runId, files) {
  step('before the files');
  // Files of projects are written behind a start, beside whatever a test does: only those of runs are meant.
  if (armed !== 'amid the files' || runId.startsWith('_')) return writeFiles.call(this, runId, files);
  const [first] = files;
  await writeFiles.call(this, runId, first ? [first] : []);
  writeFileSync(join(settings.runsRoot, runId, '.autopack-0badc0de-1.tmp'), 'half a fi');
  crashAt('amid the files');
  throw new Error('A crashed process continued');
};

const { movePhase, recordIssues } = RunLifecycleService.prototype;
RunLifecycleService.prototype.movePhase = async function (this: RunLifecycleService, target, command) {
  const answer = await movePhase.call(this, target, command);
  crashAt('before the answer');
  return answer;
};

RunLifecycleService.prototype.recordIssues = async function (this: RunLifecycleService, target, reports) {
  const answer = await recordIssues.call(this, target, reports);
  crashAt('before the answer');
  return answer;
};

process.on('disconnect', () => process.exit());
process.on('message', (order: CrashPoint | { readonly killAtStep: CrashStep | null }) => {
  if (typeof order === 'string') armed = order;
  else {
    // What was counted so far is the answer; counting begins anew.
    process.send!(steps);
    steps = [];
    lastStep = order.killAtStep;
    return;
  }
  process.send!('armed');
});

const server = await startServer(settings);
process.send!(server.url);
