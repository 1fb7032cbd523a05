/**
 * What is worth knowing before tokens are spent (P12): a run that can start and cannot end well, or cannot be promoted.
 * A warning refuses nothing. The same sentences answer a start, a dry run and a look at the project.
 */
import type { CiProfile } from '../../model/vocabulary.js';
import { dispatchStopped, type DrainFacts } from '../project/dispatch.js';
import type { ProjectFacts } from '../project/project.js';
import type { Policies, Strategy } from './strategy.js';

export interface Warning {
  /** In snake_case; programs act on it. */
  readonly code: string;
  /** A sentence that says what to do. */
  readonly message: string;
  /** Where it can be changed: in the ruleset (`ci`, `profiles`, `normal`), or in the project (`allowPromotion`). */
  readonly path: readonly string[] | null;
}

export interface StartSurroundings {
  readonly project: ProjectFacts;
  /** An Auditor asked for work within the last day. */
  readonly auditorSeen: boolean;
  readonly drain: DrainFacts;
}

/** Of the runs that a plan became. */
export function startWarnings(
  strategies: readonly Strategy[],
  { project, auditorSeen, drain }: StartSurroundings,
): Warning[] {
  const found = new Map<string, Warning>();
  for (const { phases, policies } of strategies) {
    const profiles = new Set(phases.map((phase) => phase.ciProfile));
    for (const warning of ciWarnings(policies.ci, [...profiles].sort(), project))
      found.set(JSON.stringify(warning.path), warning);
    const late = project.repositoryPath === null ? null : strictOnly(phases, policies.ci);
    if (late !== null && ![...found.values()].some(({ code }) => code === late.code)) found.set(late.code, late);
  }
  return [
    ...dispatchWarnings(project, drain),
    ...found.values(),
    ...auditWarnings(strategies, auditorSeen),
    ...promotionWarnings(project),
  ];
}

/** CI that could never be green: without steps nothing runs, without a report no test is seen (V2). */
export function ciWarnings({ profiles }: Policies['ci'], used: readonly CiProfile[], project: ProjectFacts): Warning[] {
  if (project.repositoryPath === null) return [];
  return used.flatMap((profile): Warning[] => {
    const name = profile === 'STRICT' ? 'strict' : 'normal';
    const path = ['ci', 'profiles', name];
    const steps = profiles[name];
    if (steps.length === 0) {
      const message = `The ruleset names no steps of ${name} CI, so that no CI worker can turn a phase green: publish some, or report results with reportCiResult.`;
      return [{ code: 'no_ci_steps', message, path }];
    }
    if (steps.some((step) => step.report !== undefined)) return [];
    const message = `No step of ${name} CI names a report (JUnit XML or CTRF), so that every try of a CI worker would be MISSING: name the file that your tests write, or report results with reportCiResult.`;
    return [{ code: 'no_ci_report', message, path }];
  });
}

/**
 * A strict phase behind a normal one pays for what only strict steps find in the other's work, in files that it may not
 * touch.
 */
function strictOnly(phases: Strategy['phases'], { profiles }: Policies['ci']): Warning | null {
  const firstNormal = phases.findIndex((phase) => phase.ciProfile === 'NORMAL');
  if (firstNormal < 0 || !phases.slice(firstNormal).some((phase) => phase.ciProfile === 'STRICT')) return null;
  const inNormal = new Set(profiles.normal.map(({ argv }) => JSON.stringify(argv)));
  const only = profiles.strict.filter(
    ({ argv, report }) => report === undefined && !inNormal.has(JSON.stringify(argv)),
  );
  if (profiles.normal.length === 0 || only.length === 0) return null;
  const names = only.slice(0, 3).map(({ name }) => `"${name}"`);
  const message = `${only.length === 1 ? `Step ${names[0]} runs` : `Steps ${names.join(', ')}${only.length > 3 ? ' and others' : ''} run`} in strict CI only: what normal phases leave behind there makes a later strict phase red, which may not be allowed to mend it. Put quick checks of all files into both profiles.`;
  return { code: 'strict_only_steps', message, path: ['ci', 'profiles', 'strict'] };
}

function auditWarnings(strategies: readonly Strategy[], auditorSeen: boolean): Warning[] {
  const audited = strategies.flatMap(({ phases }) =>
    phases.filter((phase) => !phase.autoApply).map((phase) => phase.phaseId),
  );
  if (audited.length === 0 || auditorSeen) return [];
  const which = audited.length === 1 ? `Phase "${audited[0]}" is` : `${audited.length} phases are`;
  const message = `${which} applied only after an audit, and no Auditor has asked for work within a day: start one (autopack worker --role auditor).`;
  return [{ code: 'no_auditor_seen', message, path: null }];
}

/** The run's work would not be dispatched, and its clock runs (A9). */
export function dispatchWarnings(project: ProjectFacts, drain: DrainFacts): Warning[] {
  const stopped = dispatchStopped(project, drain);
  return stopped
    ? [
        {
          code: stopped.code,
          message: `${stopped.message} The clock of a run that starts now runs all the same.`,
          path: drain.draining ? null : ['dispatching'],
        },
      ]
    : [];
}

export function promotionWarnings(project: ProjectFacts): Warning[] {
  if (project.repositoryPath === null || project.allowPromotion) return [];
  const message = `Project "${project.projectId}" does not allow promotion: its runs end on their own branch. updateProject can allow it (allowPromotion).`;
  return [{ code: 'promotion_not_allowed', message, path: ['allowPromotion'] }];
}
