/**
 * The canonical form of a plan: `parsePlan(formatPlan(plan))` gives the same plan, whatever its texts hold. Each
 * description is written plainly if it reads as itself, else as a description block; whether it does is asked of the
 * parser, not guessed.
 */
import type { Plan, PlannedPhase, PlannedTier } from '../../model/plan.js';
import { writeFrontMatter } from './front-matter.js';
import { claimOf } from './key-claims.js';
import { parsePlan } from './parse-plan.js';
import { writeHeading } from './plan-heading.js';
import { jsonText, writeCode, writeText } from './plan-text.js';
import { keyOfHeading } from './stray-keys.js';

/** How many paths may share a line, in characters. */
const PATHS_LINE = 100;

/** `preamble`: the free text above the first tier, which is kept as it is. */
export function formatPlan(plan: Plan, preamble = ''): string {
  return `${[writeFrontMatter(plan), preamble, ...plan.tiers.map(formatTier)].filter((part) => part !== '').join('\n\n')}\n`;
}

function formatTier(tier: PlannedTier): string {
  const description = writeDescription(tier.description, 'tier');
  return joined([`## ${writeTitle(tier.tierId, tier.name)}`, description, ...tier.phases.map(formatPhase)]);
}

function formatPhase(phase: PlannedPhase): string {
  const keys = keyLines(phase);
  const description = writeDescription(phase.description, keys.length > 0 ? 'phase with keys' : 'phase');
  return joined([`### ${writeTitle(phase.phaseId, phase.name)}`, keys.join('\n'), description]);
}

/** A name that would be read as a key is written in double quotes. */
function writeTitle(id: string, name: string): string {
  const plain = writeHeading(id, name);
  return keyOfHeading(plain) ? writeHeading(id, '').slice(0, -2) + jsonText(name) : plain;
}

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

function keyLines(phase: PlannedPhase): string[] {
  const lines: string[] = [];
  if (phase.taskCategory !== null) lines.push(`- Category: ${writeCategory(phase.taskCategory)}`);
  if (phase.complexity !== null) lines.push(`- Complexity: ${phase.complexity.toLowerCase()}`);
  if (phase.builderMode !== null) lines.push(`- Mode: ${phase.builderMode.toLowerCase()}`);
  const paths = phase.allowedPaths.map(writeCode);
  const pathsLine = `- Paths: ${paths.join(', ')}`;
  if (paths.length > 0)
    lines.push(...(pathsLine.length <= PATHS_LINE ? [pathsLine] : ['- Paths:', ...paths.map((path) => `  - ${path}`)]));
  const criteria = phase.acceptanceCriteria.map(
    (criterion) => `  - ${claimOf(criterion, 'inner') ? jsonText(criterion) : writeText(criterion)}`,
  );
  if (criteria.length > 0) lines.push('- Acceptance criteria:', ...criteria);
  if (phase.allowNoop) lines.push('- No change allowed: yes');
  return lines;
}

function writeCategory(category: string): string {
  return phaseOf(`- Category: ${category}`)?.taskCategory === category ? category : jsonText(category);
}

function writeDescription(text: string | null, of: 'tier' | 'phase' | 'phase with keys'): string {
  if (text === null) return '';
  const read = of === 'tier' ? tierText : of === 'phase' ? phaseText : phaseTextBelowKeys;
  const longestFence = Math.max(2, ...Array.from(text.matchAll(/`{3,}/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longestFence + 1);
  const block = `${fence}text description\n${text}\n${fence}`;
  if (read(text) === text) return text;
  return read(block) === text ? block : `${fence}json description\n${jsonText(text)}\n${fence}`;
}

const phaseText = (source: string): string | null | undefined => phaseOf(source)?.description;
const phaseTextBelowKeys = (source: string): string | null | undefined =>
  phaseOf(`- Category: docs\n\n${source}`)?.description;

/** The description of a tier, as read between its heading and its first phase. */
function tierText(source: string): string | null | undefined {
  const parsed = parsePlan(`## T1: a\n\n${source}\n\n### P1: b\n`);
  return 'plan' in parsed && parsed.plan.tiers.length === 1 && parsed.plan.tiers[0]!.phases.length === 1
    ? parsed.plan.tiers[0]!.description
    : undefined;
}

/** The phase that some lines below its heading make, as long as they make nothing else and leave what follows alone. */
function phaseOf(source: string): PlannedPhase | undefined {
  const parsed = parsePlan(`## T1: a\n\n### P1: b\n\n${source}\n\n### P2: c\n`);
  if (!('plan' in parsed) || parsed.plan.tiers.length !== 1) return undefined;
  const phases = parsed.plan.tiers[0]!.phases;
  return phases.length === 2 && phases[1]!.description === null ? phases[0] : undefined;
}
