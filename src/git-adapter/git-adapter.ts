/**
 * The lifecycle's git adapter (G2 to G5, G7): the operations of the Supervisor in a project's repository, and nothing
 * else. Every method can be repeated; an unreachable repository is reported as an outage, never as a fault of a worker
 * (B6).
 */
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';

import { ServerOutage } from '../common/outages.js';
import type { RefOutcome } from '../domain/decisions/work/settle-refs.js';
import type { RunFacts } from '../domain/model/facts.js';
import type { RefIntent } from '../domain/model/ref-intent.js';
import { HELD_SPACE, integrationBranch, integrationRef, snapshotTag } from '../domain/model/ref-names.js';
import type { Refusal } from '../domain/model/refusal.js';
import { type Person, subjectOf } from '../domain/rules/ruleset/commit-rules.js';
import type { StartingPoint } from '../domain/rules/work/starting-point.js';
import { commitMessage } from '../git/commit-message.js';
import { GitDiskFault, GitFailure, GitUnavailable } from '../git/git-errors.js';
import { GitRepository } from '../git/git-repository.js';
import type { LockInTheWay } from '../git/refs.js';
import { removeScratchLeftovers } from '../git/scratch-leftovers.js';
import type { ProjectRepository } from '../lifecycle/facts/facts.store.js';
import {
  type InspectedPatch,
  type PatchOrigin,
  Repositories,
  type RepositoryAdapter,
  RepositoryUnreachable,
  type SnapshotOrigin,
} from '../lifecycle/repositories/repositories.js';
import { type CommitRules, CommitRulesRepository } from './commit-rules.repository.js';
import { performed } from './ref-moves.js';
import { SnapshotsRepository } from './snapshots.repository.js';

@Injectable()
export class GitAdapter implements RepositoryAdapter, OnModuleInit {
  private readonly logger = new Logger('Git');
  /** Repositories whose lock was logged. */
  private readonly reportedLocks = new Set<string>();

  constructor(
    private readonly repositories: Repositories,
    private readonly policies: CommitRulesRepository,
    private readonly snapshots: SnapshotsRepository,
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
      if ((await repository.readRef(integrationRef(runId))) !== null) return { refusal: branchExists(runId) };
      for (const ref of noRoom(runId))
        if ((await repository.readRef(ref)) !== null) return { refusal: refInTheWay(ref) };
      return { start: { repositoryPath: path, commit } };
    } catch (error) {
      return { refusal: outOfReach(outage(error).message) };
    }
  }

  inspect(run: RunFacts, patch: string, origin: PatchOrigin): Promise<InspectedPatch> {
    return this.reached(run, async (repository) => {
      const rules = await this.policies.commitRules(run.runId);
      const inspection = await repository.inspectPatch({
        base: run.headCommit!,
        patch,
        limits: rules.limits,
        lfs: rules.lfs,
      });
      const { facts, held } = inspection;
      const message = messageOf(run, origin, rules.subject);
      return {
        patch: facts,
        keep: async () => {
          if (!held) throw new Error('A patch that does not apply cannot be kept');
          return guarded(() => held.commit({ message, at: origin.at, ...identity(rules) }, { heldFor: run.runId }));
        },
        discard: async () => held?.discard(),
      };
    });
  }

  makeTag(run: RunFacts, { phaseId, phaseName, commit, issues, at }: SnapshotOrigin): Promise<string> {
    return this.reached(
      run,
      async (repository) => {
        // G5: what is tagged stands on the run's own history.
        if (!(await repository.isAncestor(run.headCommit!, commit)))
          throw new GitFailure('The commit under CI does not go back to the last snapshot.');
        const rules = await this.policies.commitRules(run.runId);
        const subject = commitMessage({
          subject: `${phaseName}: green`,
          trailers: { 'Autopack-Run': run.runId, 'Autopack-Phase': phaseId },
        });
        return repository.makeTagObject(
          { tag: snapshotTag(run.runId, phaseId), commit, message: `${subject}\n${issues}`, at, ...identity(rules) },
          { heldFor: run.runId },
        );
      },
      commit,
    );
  }

  changedFiles(run: RunFacts, commit: string): Promise<readonly string[]> {
    if (commit === run.headCommit) return Promise.resolve([]);
    return this.reached(run, (repository) => repository.changedPaths(run.headCommit!, commit), commit);
  }

  async perform(run: RunFacts, intent: RefIntent): Promise<RefOutcome> {
    try {
      const repository = await GitRepository.open(run.repositoryPath!);
      const tags = intent.purpose === 'SNAPSHOT' ? await this.snapshots.tagsOf(run.runId) : [];
      const { outcome, lock } = await performed(repository, run.runId, intent, tags);
      this.reportOf(lock, run.repositoryPath!);
      return outcome;
    } catch (error) {
      return { at: 'unreachable', why: outage(error).message };
    }
  }

  /** Refs move all the same. The log reports it, once for as long as the lock exists. */
  private reportOf(lock: LockInTheWay | null, path: string): void {
    if (lock === null) this.reportedLocks.delete(path);
    if (!lock?.isStale || this.reportedLocks.has(path)) return;
    this.reportedLocks.add(path);
    this.logger.warn(`Refs that hold objects of runs stay for now in the repository ${path}. ${lock.message}`);
  }

  /** `needs`: the commit that the work is about. */
  private reached<Result>(
    run: RunFacts,
    work: (repository: GitRepository) => Promise<Result>,
    needs = run.headCommit!,
  ): Promise<Result> {
    return guarded(async () => {
      const repository = await GitRepository.open(run.repositoryPath!);
      try {
        return await work(repository);
      } catch (error) {
        if (!(error instanceof GitFailure)) throw error;
        for (const commit of [run.headCommit!, needs]) {
          if (!(await repository.commitExists(commit)))
            throw new RepositoryUnreachable(gone(run.runId, commit), { cause: error });
        }
        throw error;
      }
    });
  }
}

/** The author of a commit (G3, G9). It does not contain the name of a worker or its machine. */
function messageOf(
  run: RunFacts,
  { phaseId, phaseName, tierId, attempt, agent, strategyHash }: PatchOrigin,
  template: string,
): string {
  const values = {
    'phase.name': phaseName,
    'phase.id': phaseId,
    'tier.id': tierId,
    'run.id': run.runId,
    'project.id': run.projectId,
    attempt: `${attempt}`,
  };
  return commitMessage({
    subject: subjectOf(template, values),
    trailers: {
      'Autopack-Run': run.runId,
      'Autopack-Phase': phaseId,
      'Autopack-Attempt': String(attempt),
      ...(strategyHash === null ? {} : { 'Autopack-Strategy': strategyHash }),
      'Autopack-Agent': agent ?? 'not told',
    },
  });
}

/** The run's refs were deleted by another program, and then git removed the objects, too (G9). */
const gone = (runId: string, commit: string): string =>
  `Commit ${commit} of the run is not in the project's repository any more: its branch "${integrationBranch(runId)}" was deleted, and the objects were pruned. ` +
  'Fetch the commit from where it was pushed to; else start again from the default branch.';

const identity = ({ identity: person }: CommitRules): { identity?: Person } => (person ? { identity: person } : {});

async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof GitDiskFault ? diskAway(error) : outage(error);
  }
}

/** Nothing has been decided yet: the worker submits the result again, and nothing is charged (B6). */
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
  if (error instanceof GitUnavailable || error instanceof GitFailure)
    return new RepositoryUnreachable(error.message, { cause: error });
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

const branchExists = (runId: string): Refusal => ({
  kind: 'conflict',
  code: 'ALREADY_EXISTS',
  message: `The branch "${integrationBranch(runId)}" already exists in the repository and does not belong to this run; choose another run id, or remove the branch.`,
  retryable: true,
  path: ['input', 'runId'],
});
