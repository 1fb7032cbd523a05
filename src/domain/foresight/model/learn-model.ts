/**
 * A worker model from a project's past (X2). Each part rests on the phases of its kind and says on how many; a kind
 * with too few phases has no part of its own, and a number with too few cases comes from a wider part, in the end from
 * the built-in model. What caps and deadlines cut off is not seen: amounts are those of attempts that were submitted.
 */
import { COMPLEXITIES, type Complexity } from '../../model/vocabulary.js';
import { learnPart } from './learn-part.js';
import type { PastPhase } from './past-phase.js';
import type { CategoryPart, ProfilePart, WorkerModel } from './worker-model.js';

/** With fewer phases than this a kind has no part of its own. */
const FEWEST_PHASES = 5;
const MOST_SENTENCES = 50;

export interface LearnedModel {
  readonly model: WorkerModel;
  /** On how many phases, attempts and tries each part rests. */
  readonly evidence: readonly string[];
}

export function learnModel(past: readonly PastPhase[]): LearnedModel {
  const tried = past.filter(({ attempts }) => attempts.length > 0);
  const evidence: string[] = [];
  const part = (name: string, phases: readonly PastPhase[]): ProfilePart | undefined => {
    if (phases.length < FEWEST_PHASES) return undefined;
    evidence.push(sentence(name, phases));
    return learnPart(phases);
  };
  const all = part('all phases', tried);
  const complexities = byComplexity(tried, (complexity) => complexity.toLowerCase(), part);
  const names = [...new Set(tried.flatMap(({ taskCategory }) => taskCategory ?? []))].sort();
  const categories: Record<string, CategoryPart> = {};
  for (const name of names) {
    const mine = tried.filter(({ taskCategory }) => taskCategory === name);
    const learned = part(name, mine);
    if (learned)
      categories[name] = {
        ...learned,
        complexities: byComplexity(mine, (one) => `${name}, ${one.toLowerCase()}`, part),
      };
  }
  const model: WorkerModel = {
    version: 1,
    name: 'learned',
    ...(all ? { default: all } : {}),
    complexities,
    categories,
  };
  return { model, evidence: stated(evidence, tried.length) };
}

function byComplexity(
  phases: readonly PastPhase[],
  nameOf: (complexity: Complexity) => string,
  part: (name: string, phases: readonly PastPhase[]) => ProfilePart | undefined,
): Partial<Record<Complexity, ProfilePart>> {
  const found: Partial<Record<Complexity, ProfilePart>> = {};
  for (const complexity of COMPLEXITIES) {
    const learned = part(
      nameOf(complexity),
      phases.filter((phase) => phase.complexity === complexity),
    );
    if (learned) found[complexity] = learned;
  }
  return found;
}

function sentence(name: string, phases: readonly PastPhase[]): string {
  const attempts = phases.flatMap((phase) => phase.attempts);
  const count = (role: string): number => attempts.filter((one) => one.role === role).length;
  const tries = phases.reduce((sum, phase) => sum + phase.tries.length, 0);
  const issues = attempts.filter((one) => one.role === 'BUILDER' && one.newIssues.length > 0).length;
  return `${name}: ${phases.length} phases, ${count('BUILDER')} Builder attempts, ${issues} with new issues, ${count('AUDITOR')} audits, ${tries} CI tries.`;
}

function stated(evidence: readonly string[], phases: number): string[] {
  const rest = 'Waiting times and what has too few cases come from the built-in model, which rests on judgement.';
  if (evidence.length === 0)
    return [
      `The project has ${phases} ended phases with attempts, and ${FEWEST_PHASES} are the fewest to learn from.`,
      rest,
    ];
  const more = evidence.length - MOST_SENTENCES;
  return [...evidence.slice(0, MOST_SENTENCES), ...(more > 0 ? [`And ${more} more kinds.`] : []), rest];
}
