/**
 * The lifecycle's hand on git (G2 to G5, G7): what the Supervisor does in a project's repository, and nothing else. Every method can be repeated; what cannot be
 * reached is told as an outage, never as a fault of a worker (B6).
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ServerOutage } from '../common/outages.js';
import { HELD_SPACE, integrationBranch, integrationRef, snapshotTag } from '../domain/gate/ref-names.js';
import type { RunFacts } from '../domain/run/facts.js';
import type { Refusal } from '../domain/shared/refusal.js';
import type { RefIntent, RefMove } from '../domain/work/ref-intent.js';
import type { FoundRef, RefOutcome } from '../domain/work/settle-refs.js';
import type { StartingPoint } from '../domain/work/starting-point.js';
import { commitMessage } from '../git/commit-message.js';
import { GitDiskFault, GitFailure, GitUnavailable } from '../git/git-errors.js';
import { GitRepository } from '../git/git-repository.js';
import { removeScratchLeftovers } from '../git/scratch-leftovers.js';
import type { ProjectRepository } from '../lifecycle/facts.store.js';
import {
  Repositories,
  RepositoryUnreachable,
  type InspectedPatch,
  type PatchOrigin,
  type RepositoryKeeper,
  type SnapshotOrigin,
} from '../lifecycle/repositories.js';
import { PolicyOfRun } from './policy-of-run.js';

/** A ref that was moved by somebody between two looks is looked at again; more often means that it does not hold still. */
const MOST_LOOKS = 5;

@Injectable()
export class GitKeeper implements RepositoryKeeper, OnModuleInit {
  constructor(
    private readonly repositories: Repositories,
    private readonly policies: PolicyOfRun,
  ) {}

  onModuleInit(): void {
    this.repositories.use(this);
    void removeScratchLeftovers();
  }

  async startingPoint(
    { path, defaultBranch }: ProjectRepository,
    runId: string,
    from: string | null = null,
  ): Promise<{ start: StartingPoint } | { refusal: Refusal }> {
    try {
      const repository = await GitRepository.open(path);
      const tip = from === null ? await repository.defaultBranch(defaultBranch) : null;
      const commit = from ?? tip?.commit;
      if (commit === undefined) return { refusal: noBranch(defaultBranch) };
      if (from !== null && !(await repository.commitExists(from))) return { refusal: snapshotGone(from) };
      const lack = await repository.lackAt(commit, tip?.branch ?? null);
      if (lack !== null) return { refusal: outOfReach(lack.message) };
      if ((await repository.readRef(integrationRef(runId))) !== null) return { refusal: branchStands(runId) };
      for (const ref of noRoom(runId)) if ((await repository.readRef(ref)) !== null) return { refusal: refInTheWay(ref) };
      return { start: { repositoryPath: path, commit } };
    } catch (error) {
      return { refusal: outOfReach(outage(error).message) };
    }
  }

  inspect(run: RunFacts, patch: string, origin: PatchOrigin): Promise<InspectedPatch> {
    return this.reached(run, async (repository) => {
      const limits = await this.policies.patchLimits(run.runId);
      const inspection = await repository.inspectPatch({ base: run.headCommit!, patch, limits });
      const { facts, held } = inspection;
      const message = messageOf(run, origin);
      return {
        patch: facts,
        keep: async () => {
          if (!held) throw new Error('A patch that does not apply cannot be kept');
          return guarded(() => held.commit({ message, at: origin.at }, { heldFor: run.runId }));
        },
        discard: async () => held?.discard(),
      };
    });
  }

  makeTag(run: RunFacts, { phaseId, phaseName, commit, issues, at }: SnapshotOrigin): Promise<string> {
    return this.reached(run, async (repository) => {
      // G5: what is tagged stands on the run's own history.
      if (!(await repository.isAncestor(run.headCommit!, commit)))
        throw new GitFailure('The commit under CI does not go back to the last snapshot.');
      const subject = commitMessage({ subject: `${phaseName}: green`, trailers: { 'Autopack-Run': run.runId, 'Autopack-Phase': phaseId } });
      return repository.makeTagObject(
        { tag: snapshotTag(run.runId, phaseId), commit, message: `${subject}\n${issues}`, at },
        { heldFor: run.runId },
      );
    });
  }

  changedFiles(run: RunFacts, commit: string): Promise<readonly string[]> {
    if (commit === run.headCommit) return Promise.resolve([]);
    return this.reached(run, (repository) => repository.changedPaths(run.headCommit!, commit));
  }

  async perform(run: RunFacts, intent: RefIntent): Promise<RefOutcome> {
    try {
      const repository = await GitRepository.open(run.repositoryPath!);
      const elsewhere: FoundRef[] = [];
      for (const move of intent.moves) {
        const found = await moved(repository, move, `autopack: ${intent.purpose.toLowerCase()}`);
        if (found) elsewhere.push(found);
        // Forward, a later move rests on the one before it; what a run leaves behind is put away one by one (S6).
        if (found && intent.purpose !== 'RESTORE') break;
      }
      // Moved or given up: what an intent that this one took over waited for, too.
      await repository.releaseMoved(
        run.runId,
        intent.moves.flatMap(({ from, to }) => [...from, to]),
      );
      return elsewhere.length > 0 ? { at: 'elsewhere', refs: elsewhere } : { at: 'moved' };
    } catch (error) {
      return { at: 'unreachable', why: outage(error).message };
    }
  }

  private reached<Result>(run: RunFacts, work: (repository: GitRepository) => Promise<Result>): Promise<Result> {
    return guarded(async () => work(await GitRepository.open(run.repositoryPath!)));
  }
}

/**
 * Moves a ref from one of the places where it may stand to where it shall; there already, it is done. Null: done; else where it was found. Tried first
 * is the place where it stands unless something went wrong.
 */
async function moved(repository: GitRepository, { ref, from, to }: RefMove, note: string): Promise<FoundRef | null> {
  const [usual] = from;
  if (usual !== undefined && usual !== to && (await repository.moveRef({ ref, old: usual, next: to, note })) === 'moved') return null;
  let found: string | null = null;
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    found = await repository.readRef(ref);
    if (found === to) return null;
    if (!from.includes(found)) break;
    if ((await repository.moveRef({ ref, old: found, next: to, note })) === 'moved') return null;
  }
  return { ref, found };
}

/** Whose work a commit is (G3). */
function messageOf(run: RunFacts, { phaseId, phaseName, attempt, workerId, strategyHash }: PatchOrigin): string {
  return commitMessage({
    subject: phaseName,
    trailers: {
      'Autopack-Run': run.runId,
      'Autopack-Phase': phaseId,
      'Autopack-Attempt': String(attempt),
      ...(strategyHash === null ? {} : { 'Autopack-Strategy': strategyHash }),
      'Autopack-Agent': workerId,
    },
  });
}

async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof GitDiskFault ? diskAway(error) : outage(error);
  }
}

/** Nothing has been decided yet: whoever sent the result sends it again, and nobody is charged (B6). */
const diskAway = (error: GitDiskFault): ServerOutage =>
  new ServerOutage(
    'server_disk_full',
    'The disk on which the server works with git takes nothing (its temporary folder, or the repository): nothing was taken, and nothing is charged. ' +
      'Send it again; it is taken when the disk has space and may be written to.',
    { cause: error },
  );

/** Git that fails is the environment's fault; anything else is ours, and is thrown as it is. */
function outage(error: unknown): RepositoryUnreachable {
  if (error instanceof RepositoryUnreachable) return error;
  if (error instanceof GitUnavailable || error instanceof GitFailure) return new RepositoryUnreachable(error.message, { cause: error });
  throw error;
}

const outOfReach = (why: string): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `The project's repository cannot be used now: ${why}`,
  retryable: true,
  path: ['input', 'projectId'],
});

const noBranch = (configured: string | null): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `The project's repository has no commit on ${configured === null ? 'its default branch' : `branch "${configured}"`}: there is nothing to start from.`,
  retryable: true,
  path: ['input', 'projectId'],
});

const snapshotGone = (commit: string): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `The project's repository does not have commit ${commit}, from which the run is to go on: fetch it into the repository, or start a new run.`,
  retryable: true,
  path: ['input', 'runId'],
});

/** Refs that leave no room for those of a run: found now, and not when its first phase is green. */
const noRoom = (runId: string): string[] => [
  'refs/heads/autonomous',
  'refs/tags/autonomous',
  `refs/tags/autonomous/${runId}`,
  'refs/autopack',
  HELD_SPACE,
  `${HELD_SPACE}/${runId}`,
];

const refInTheWay = (ref: string): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `The ref "${ref}" of the project's repository leaves no room for the run's own refs: rename or remove it.`,
  retryable: true,
  path: ['input', 'projectId'],
});

const branchStands = (runId: string): Refusal => ({
  kind: 'conflict',
  code: 'ALREADY_EXISTS',
  message: `The branch "${integrationBranch(runId)}" stands in the repository already and is not this run's; choose another run id, or remove the branch.`,
  retryable: true,
  path: ['input', 'runId'],
});
