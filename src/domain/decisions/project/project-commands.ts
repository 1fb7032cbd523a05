/** Decisions on projects, and their refusals. */
import type { Refusal } from '../../model/refusal.js';
import type { DispatchChange } from '../../rules/project/dispatch.js';
import type { ProjectFacts } from '../../rules/project/project.js';
import type { RulesetFault } from '../../rules/ruleset/read-ruleset.js';

/** What a caller says of a project; undefined: nothing. */
export interface ProjectChange {
  readonly name?: string;
  /** Null takes it away. */
  readonly repositoryPath?: string | null;
  readonly defaultBranch?: string | null;
  readonly allowPromotion?: boolean;
  /** Null: runs are kept. */
  readonly retentionDays?: number | null;
  readonly dispatching?: boolean;
  readonly dispatchChange?: DispatchChange;
}

export function changedProject(project: ProjectFacts, change: ProjectChange): ProjectFacts {
  const stated = Object.entries(change).filter(([, value]) => value !== undefined);
  return { ...project, ...Object.fromEntries(stated) };
}

export const projectTaken = (projectId: string, takenAs: string): Refusal => ({
  kind: 'conflict',
  code: 'ALREADY_EXISTS',
  message:
    projectId === takenAs
      ? `There is a project "${projectId}" already; updateProject changes it.`
      : `There is a project "${takenAs}" already, and ids are unique ignoring case.`,
  retryable: false,
  path: ['input', 'projectId'],
});

/** The caller looked at another ruleset than the newest one. */
export const rulesetConflict = (project: ProjectFacts, expected: number): Refusal => ({
  kind: 'conflict',
  code: 'VERSION_CONFLICT',
  message: `The newest ruleset of project "${project.projectId}" is version ${project.rulesetVersion}, not ${expected}: read it again before you replace it.`,
  retryable: expected > project.rulesetVersion,
  path: ['input', 'expectedVersion'],
  currentVersion: project.rulesetVersion,
});

/**
 * What is wrong with a ruleset, as refusals; lines are those of the document printed with an indent of two blanks (P1).
 */
export const rulesetFaults = (
  faults: readonly RulesetFault[],
  at: readonly string[] = ['input', 'document'],
): Refusal[] =>
  faults.map(({ path, message, line }) => ({
    kind: 'input',
    code: 'INVALID_INPUT',
    message,
    retryable: false,
    path: [...at, ...path],
    line,
  }));
