/**
 * Warnings of plans and projects (P12): from stored strategies, the project, the workers that were seen, and a look at
 * the repository.
 */
import { Injectable } from '@nestjs/common';

import type { CiProfile } from '../domain/model/vocabulary.js';
import { baseSteps, profilesOf } from '../domain/rules/ci/check-steps.js';
import { stepsKey } from '../domain/rules/ci/steps-key.js';
import type { ProjectFacts } from '../domain/rules/project/project.js';
import { baseWarnings } from '../domain/rules/strategy/base-warning.js';
import { capWarnings } from '../domain/rules/strategy/past-use.js';
import { policies } from '../domain/rules/strategy/policies.js';
import { rulesInForce } from '../domain/rules/strategy/rules-in-force.js';
import {
  ciWarnings,
  dispatchWarnings,
  promotionWarnings,
  startWarnings,
  type Warning,
} from '../domain/rules/strategy/start-warnings.js';
import type { Policies, Strategy } from '../domain/rules/strategy/strategy.js';
import { DrainRepository } from '../drain/drain.repository.js';
import { GitFailure, GitUnavailable } from '../git/git-errors.js';
import { GitRepository } from '../git/git-repository.js';
import { PolicyStore } from '../lifecycle/facts/policy.store.js';
import { ProjectsRepository } from '../projects/projects.repository.js';
import { KnownBasesRepository } from './known-bases.repository.js';
import { PastUseRepository } from './past-use.repository.js';
import { WorkersSeenRepository } from './workers-seen.repository.js';

/** What a plan says of itself where nobody says anything. */
const NOTHING_REQUESTED = { safetyProfile: null, runScope: null };

/** What the phases of a run may use. */
const ANY_PROFILES: readonly ReadonlySet<CiProfile>[] = [
  new Set(['NORMAL']),
  new Set(['STRICT']),
  new Set(['NORMAL', 'STRICT']),
];

@Injectable()
export class WarningsService {
  constructor(
    private readonly projects: ProjectsRepository,
    private readonly policyStore: PolicyStore,
    private readonly workers: WorkersSeenRepository,
    private readonly pastUse: PastUseRepository,
    private readonly bases: KnownBasesRepository,
    private readonly drains: DrainRepository,
  ) {}

  /** `base`: the commit that the first of them starts from; left out: the tip of the default branch. */
  async ofStrategies(projectId: string, strategies: readonly Strategy[], base?: string | null): Promise<Warning[]> {
    const project = await this.projects.byId(projectId);
    if (!project || strategies.length === 0) return [];
    const [auditorSeen, past, drain, ofBase] = await Promise.all([
      this.workers.withinADay('AUDITOR', projectId),
      this.pastUse.ofProject(projectId),
      this.drains.now(),
      this.ofBase(project, strategies[0]!.policies, [profilesOf(strategies[0]!.phases)], base),
    ]);
    return [...ofBase, ...startWarnings(strategies, { project, auditorSeen, drain }), ...capWarnings(strategies, past)];
  }

  /** That CI is known to be red where a run would start whose phases use one of these sets of profiles. */
  private async ofBase(
    project: ProjectFacts,
    inForce: Pick<Policies, 'ci'>,
    used: readonly ReadonlySet<CiProfile>[],
    base?: string | null,
  ): Promise<Warning[]> {
    const { baseline = 'OFF' } = inForce.ci;
    const steps = used.map((profiles) => baseSteps(inForce, profiles).steps).filter((each) => each.length > 0);
    if (project.repositoryPath === null || baseline === 'OFF' || steps.length === 0) return [];
    const commit = base ?? (await tipOf(project));
    if (commit === null) return [];
    const keys = steps.map((each) => stepsKey(inForce.ci, each));
    return baseWarnings(await this.bases.of(project.projectId, commit, keys), baseline);
  }

  /** Null: there is no such project. */
  async ofProject(projectId: string): Promise<Warning[] | null> {
    const project = await this.projects.byId(projectId);
    if (!project) return null;
    const ruleset = await this.policyStore.ruleset(projectId, project.rulesetVersion);
    const inForce = policies(rulesInForce(ruleset, NOTHING_REQUESTED, this.policyStore.server));
    return [
      ...dispatchWarnings(project, await this.drains.now()),
      ...(await inRepository(project)),
      ...(await this.ofBase(project, inForce, ANY_PROFILES)),
      ...ciWarnings(inForce.ci, ['NORMAL', 'STRICT'], project),
      ...promotionWarnings(project),
    ];
  }
}

const finding = (code: string, message: string, field: string): Warning => ({ code, message, path: [field] });

/** Where a run of the project would start; null: nobody can say now. */
async function tipOf(project: ProjectFacts): Promise<string | null> {
  try {
    const repository = await GitRepository.open(project.repositoryPath!);
    return (await repository.defaultBranch(project.defaultBranch))?.commit ?? null;
  } catch (error) {
    if (!(error instanceof GitUnavailable) && !(error instanceof GitFailure)) throw error;
    return null;
  }
}

/** What a start, or a promotion, would run into. */
async function inRepository(project: ProjectFacts): Promise<Warning[]> {
  if (project.repositoryPath === null) return [];
  try {
    return await look(await GitRepository.open(project.repositoryPath), project);
  } catch (error) {
    if (!(error instanceof GitUnavailable) && !(error instanceof GitFailure)) throw error;
    return [finding('repository_unavailable', error.message, 'repositoryPath')];
  }
}

async function look(repository: GitRepository, project: ProjectFacts): Promise<Warning[]> {
  const tip = await repository.defaultBranch(project.defaultBranch);
  if (tip === null) {
    const branch = project.defaultBranch === null ? 'its default branch' : `branch "${project.defaultBranch}"`;
    const message = `The repository has no commit on ${branch}: there is nothing that a run could start from. Commit something, or set defaultBranch.`;
    return [finding('no_default_branch', message, 'defaultBranch')];
  }
  const found: Warning[] = [];
  const lack = await repository.lackAt(tip.commit, tip.branch);
  if (lack !== null)
    found.push(finding(lack.kind === 'partial' ? 'partial_clone' : 'objects_missing', lack.message, 'repositoryPath'));
  for (const ref of ['refs/heads/autonomous', 'refs/tags/autonomous']) {
    if ((await repository.readRef(ref)) === null) continue;
    const message = `The ref "${ref}" leaves no room for the refs of runs: rename or remove it.`;
    found.push(finding('ref_in_the_way', message, 'repositoryPath'));
  }
  const obstacle = project.allowPromotion ? await repository.workTreeObstacle(tip.branch) : null;
  if (obstacle !== null)
    found.push(finding('target_checked_out', `A promotion could not move it now: ${obstacle}`, 'defaultBranch'));
  return found;
}
