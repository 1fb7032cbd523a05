/** Commands on issues, and the backlog as the project's policy judges it. */
import { Injectable } from '@nestjs/common';

import { backlogAging } from '../domain/rules/issue/backlog-status.js';
import type { Aging } from '../domain/rules/strategy/aging-thresholds.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { PolicyStore } from '../lifecycle/facts/policy.store.js';
import { RunLifecycleService } from '../lifecycle/runs/run-lifecycle.service.js';
import { PhaseModel } from '../phases/phase.model.js';
import { ProjectsRepository } from '../projects/projects.repository.js';
import { targetOf } from '../runs/run-target.js';
import { type RecordIssuesInput, toReport } from './issue.inputs.js';
import { IssueModel } from './issue.model.js';
import type { RecordIssuesPayload } from './issue.payloads.js';
import { IssuesRepository } from './issues.repository.js';

@Injectable()
export class IssuesService {
  constructor(
    private readonly lifecycle: RunLifecycleService,
    private readonly policies: PolicyStore,
    private readonly projects: ProjectsRepository,
    private readonly repository: IssuesRepository,
  ) {}

  async record(input: RecordIssuesInput): Promise<RecordIssuesPayload> {
    const { runId, phaseId } = input;
    const target = { ...targetOf('recordIssues', input), phaseId };
    const { phase, errors } = await this.lifecycle.recordIssues(target, input.issues.map(toReport));
    const issues = errors.length > 0 ? [] : await this.reported(runId, phaseId, input);
    return { issues, phase: phase && new PhaseModel(phase), errors: errors.map(toCommandError) };
  }

  /** How the project's newest ruleset judges age, by its safety profile. */
  async agingOf(projectId: string): Promise<Aging> {
    const project = await this.projects.byId(projectId);
    const ruleset = project && (await this.policies.ruleset(projectId, project.rulesetVersion));
    return backlogAging(ruleset?.rules ?? null);
  }

  private async reported(runId: string, phaseId: string, input: RecordIssuesInput): Promise<IssueModel[]> {
    const [rows] = await this.repository.ofPhase.load([{ runId, phaseId }]);
    const byKey = new Map(rows!.map((row) => [row.issueKey, row]));
    const keys = new Set(input.issues.map(({ issueKey }) => issueKey));
    return [...keys].flatMap((key) => {
      const row = byKey.get(key);
      return row ? [new IssueModel(row)] : [];
    });
  }
}
