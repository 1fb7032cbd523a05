/**
 * The newest ruleset with the caps and attempts of a calibration (X5, O5): a difference and a reason for each line. Of
 * kinds of phases with too little evidence nothing is lowered: where one line holds for several kinds, it keeps what they
 * have now.
 */
import type { BudgetDefaults } from '../../model/limits.js';
import type { Reason } from '../../model/reason.js';
import type { NumberedRuleset } from '../ruleset/ruleset.js';
import { KNOWN_TASK_CATEGORIES } from '../strategy/category-defaults.js';
import { compilePhase } from '../strategy/compile-phase.js';
import { rulesInForce } from '../strategy/rules-in-force.js';
import type { StrategyDifference } from '../strategy/strategy-difference.js';
import type { CategoryCalibration } from './calibrate.js';

type Document = Readonly<Record<string, unknown>>;

export interface SuggestionInput {
  /** As it was published; empty: there is none. */
  readonly document: Document;
  readonly ruleset: NumberedRuleset | null;
  readonly server: BudgetDefaults;
  readonly calibration: readonly CategoryCalibration[];
}

export interface SuggestedRuleset {
  readonly document: Document;
  /** By place in the document, such as `categories.tests.incidentTokenCap`. */
  readonly differences: readonly StrategyDifference[];
  /** Of each difference, in their order; then why other values stay. */
  readonly reasons: readonly Reason[];
}

const VALUES = [
  { key: 'incidentTokenCap', code: 'suggested_token_cap', of: 'suggestedTokenCap' },
  { key: 'maxBuilderAttempts', code: 'suggested_builder_attempts', of: 'suggestedBuilderAttempts' },
] as const;
const SOURCE = 'O5';

export function suggestRuleset(input: SuggestionInput): SuggestedRuleset {
  let { document } = input;
  const differences: StrategyDifference[] = [];
  const reasons: Reason[] = [];
  for (const [place, kinds] of byPlace(input.calibration)) {
    for (const { key, code, of } of VALUES) {
      const suggested = kinds.flatMap((kind) => kind[of] ?? []);
      if (suggested.length === 0) continue;
      const now = valueInForce(input, kinds[0]!, key);
      const unsure = kinds.some((kind) => kind[of] === null);
      const value = Math.max(...suggested, ...(unsure ? [now] : []));
      if (value === now) continue;
      const path = [...place, key];
      document = withValue(document, path, value);
      differences.push({ path: path.join('.'), before: String(now), after: String(value) });
      const evidence = kinds.map((kind) => `${nameOf(kind)}: ${kind.evidence}`).join(' ');
      reasons.push({ code, message: `${path.join('.')}: ${value} instead of ${now}. ${evidence}`, source: SOURCE });
    }
  }
  return { document, differences, reasons: [...reasons, ...whyNotMore(input.calibration, differences.length)] };
}

function whyNotMore(calibration: readonly CategoryCalibration[], differences: number): Reason[] {
  const lacking = calibration.filter(({ suggestedTokenCap }) => suggestedTokenCap === null);
  const reasons = lacking.map((kind): Reason => ({
    code: 'too_little_evidence',
    message: `${nameOf(kind)}: ${kind.evidence}`,
    source: SOURCE,
  }));
  if (calibration.length === 0)
    return [{ code: 'too_little_evidence', message: 'Too little evidence: no phase has ended yet.', source: SOURCE }];
  if (differences > 0 || lacking.length === calibration.length) return reasons;
  const message = 'Caps and attempts are as the evidence suggests.';
  return [{ code: 'as_calibrated', message, source: SOURCE }, ...reasons];
}

const nameOf = ({ taskCategory, complexity }: CategoryCalibration): string =>
  `${taskCategory ?? 'without a category'}, ${complexity}`;

const ROWS: ReadonlySet<string> = new Set(KNOWN_TASK_CATEGORIES);

/**
 * The kinds that a line holds for. Phases without a category share `defaults.phase` with categories that have no
 * defaults of their own, unless these get an entry now.
 */
function byPlace(
  calibration: readonly CategoryCalibration[],
): [place: readonly string[], kinds: CategoryCalibration[]][] {
  const places = new Map<string, [readonly string[], CategoryCalibration[]]>();
  const hasEvidence = new Set(
    calibration.flatMap((kind) => (kind.suggestedTokenCap === null ? [] : [kind.taskCategory])),
  );
  for (const kind of calibration) {
    const { taskCategory } = kind;
    const isGeneral = taskCategory === null || (!ROWS.has(taskCategory) && !hasEvidence.has(taskCategory));
    const place = isGeneral ? ['defaults', 'phase'] : ['categories', taskCategory];
    const name = JSON.stringify(place);
    const kinds = places.get(name)?.[1] ?? [];
    // What is in force is asked of the first one: one without a category shows what `defaults.phase` gives.
    if (taskCategory === null) kinds.unshift(kind);
    else kinds.push(kind);
    places.set(name, [place, kinds]);
  }
  return [...places.values()];
}

function valueInForce(
  { ruleset, server }: SuggestionInput,
  { taskCategory }: CategoryCalibration,
  key: (typeof VALUES)[number]['key'],
): number {
  const rules = rulesInForce(ruleset, { safetyProfile: null, runScope: null }, server);
  const nothing = { description: null, complexity: null, builderMode: null, allowedPaths: [], acceptanceCriteria: [] };
  return compilePhase({ phaseId: '', name: '', taskCategory, allowNoop: false, ...nothing }, '', rules)[key];
}

/** A copy with the value at this place; what is there already keeps its order. */
function withValue(document: Document, [key, ...rest]: readonly string[], value: number): Document {
  const present = Object.hasOwn(document, key!) ? (document[key!] as Document) : null;
  const changed = rest.length === 0 ? value : withValue(present ?? {}, rest, value);
  const entries = Object.entries(document).map(([name, old]) => [name, name === key ? changed : old] as const);
  return Object.fromEntries(present === null ? [...entries, [key!, changed]] : entries);
}
