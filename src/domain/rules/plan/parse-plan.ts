/**
 * A plan as a person writes it in Markdown, read into tiers and phases (docs/plan-format.md is the format). What cannot
 * be read is reported with its line, several at once; nothing is guessed and nothing is left out silently. Any text is
 * answered, in time linear in its length.
 */
import { idFault, NAME_MAX_LENGTH, nameFault, TEXT_MAX_LENGTH, textFault } from '../../model/identity.js';
import type { Plan } from '../../model/plan.js';
import { withoutMark } from '../../text/input-text.js';
import { readFrontMatter, type RequestedLimit } from './front-matter.js';
import { isCriteria } from './key-claims.js';
import { isKeyList, PhaseKeys, readKeyList } from './phase-keys.js';
import { type Block, BlockScanner, type HeadingBlock, type ListBlock } from './plan-blocks.js';
import { PlanDescription } from './plan-description.js';
import { readHeading } from './plan-heading.js';
import { PlanIds } from './plan-ids.js';
import { isBlank } from './plan-lines.js';
import { displayed, type PlanProblem, PlanProblems } from './plan-problems.js';
import { keyOfHeading, type StrayKey, strayKeys } from './stray-keys.js';
import { checkSettings } from './stray-settings.js';

export const PLAN_MAX_BYTES = 1_048_576;
/** A line costs more than its characters. */
export const PLAN_MAX_LINES = 50_000;
export const PLAN_MAX_PHASES = 5_000;

/** The lines of the parts of the text, so that a fault of the plan as a whole can name a line (from 1). */
export interface PlanPlaces {
  readonly asked: Readonly<Partial<Record<RequestedLimit, number>>>;
  readonly tiers: readonly number[];
  /** By the index of the tier, then by the index of the phase in it. */
  readonly phases: readonly (readonly number[])[];
  /** The free text above the first tier, which is no part of the plan. */
  readonly preamble: string;
}

export type ParsedPlan =
  { readonly plan: Plan; readonly places: PlanPlaces } | { readonly problems: readonly PlanProblem[] };

export function parsePlan(markdown: string): ParsedPlan {
  const refusal = unreadable(markdown);
  if (refusal) return { problems: [refusal] };
  const lines = withoutMark(markdown).replace(/\r\n?/g, '\n').split('\n');
  if (lines.length > PLAN_MAX_LINES) {
    return {
      problems: [
        {
          line: PLAN_MAX_LINES + 1,
          message: `the plan has more than ${PLAN_MAX_LINES} lines: split it into several plans`,
        },
      ],
    };
  }
  const problems = new PlanProblems();
  const { asked: requested, places, end } = readFrontMatter(lines, problems);
  const reader = new PlanReader(problems);
  for (const block of new BlockScanner(lines, problems, end).scan()) if (!reader.read(block)) break;
  const tiers = reader.finish(lines.length);
  if (!problems.isEmpty) return { problems: problems.list() };
  const top = tiers[0]!.line - 1;
  return {
    plan: { ...requested, tiers: tiers.map((tier) => tier.planned()) },
    places: {
      asked: places,
      tiers: tiers.map((tier) => tier.line),
      phases: tiers.map((tier) => tier.phases.map((phase) => phase.line)),
      preamble: lines.slice(end, top).join('\n').trim(),
    },
  };
}

/** Faults for which a text is not read at all. */
function unreadable(markdown: string): PlanProblem | null {
  const isTooLong = markdown.length > PLAN_MAX_BYTES || new TextEncoder().encode(markdown).length > PLAN_MAX_BYTES;
  if (isTooLong)
    return { line: 1, message: `the plan is larger than 1 MiB (${PLAN_MAX_BYTES} bytes): split it into several plans` };
  const isHarmful = (line: string): boolean => line.includes('\u0000') || !line.isWellFormed();
  if (!isHarmful(markdown)) return null;
  const line = markdown.split(/\r\n?|\n/).findIndex(isHarmful) + 1;
  return { line, message: 'this line holds the character U+0000 or half a character (a lone surrogate): remove it' };
}

class PhaseText {
  readonly description = new PlanDescription();
  readonly keys = new PhaseKeys();
  id = '';
  constructor(
    readonly line: number,
    readonly name: string,
  ) {}
}

class TierText {
  readonly description = new PlanDescription();
  readonly phases: PhaseText[] = [];
  id = '';
  constructor(
    readonly line: number,
    readonly name: string,
    readonly isUnderlined: boolean,
  ) {}

  planned(): Plan['tiers'][number] {
    const phases = this.phases.map(({ id, name, description, keys }) => ({
      phaseId: id,
      name,
      description: description.text(),
      ...keys.values,
    }));
    return { tierId: this.id, name: this.name, description: this.description.text(), phases };
  }
}

class PlanReader {
  private readonly tiers: TierText[] = [];
  private readonly tierIds = new PlanIds('tier', 'T');
  private readonly phaseIds = new PlanIds('phase', 'P');
  /** Phases above the first tier: read for their problems only. */
  private readonly lost: PhaseText[] = [];
  private phaseCount = 0;
  private phase: PhaseText | undefined;
  /** The block of the description in front of the one that is read; null: a heading. */
  private above: Block | null = null;

  constructor(private readonly problems: PlanProblems) {}

  /** False: there is too much to continue. */
  read(block: Block): boolean {
    if (block.kind === 'heading' && block.level <= 3) this.above = null;
    if (block.kind === 'heading' && block.level === 1) this.title(block);
    else if (block.kind === 'heading' && block.level === 2) this.tier(block);
    else if (block.kind === 'heading' && block.level === 3) return this.phaseHeading(block);
    else this.content(block);
    return true;
  }

  /** Makes the missing ids and says what the plan lacks as a whole. */
  finish(lineCount: number): readonly TierText[] {
    for (const tier of this.tiers) {
      this.checkDescription(tier.description, `tier ${displayed(tier.name)}`);
      for (const phase of tier.phases) this.checkDescription(phase.description, `phase ${displayed(phase.name)}`);
      if (tier.phases.length > 0) continue;
      const dashes = tier.isUnderlined
        ? ' The line of dashes below it makes it a heading: for a rule, leave a blank line above them.'
        : '';
      this.problems.add(
        tier.line,
        `tier ${displayed(tier.name)} has no phase: write a "### Phase" heading below it, or "####" if it is no tier.${dashes}`,
      );
    }
    if (this.tiers.length === 0 && this.lost.length === 0) {
      this.problems.add(
        lineCount,
        'the plan has no tier: write a "## Tier" heading and below it a "### Phase" heading for each phase',
      );
    }
    this.tierIds.make(this.tiers);
    this.phaseIds.make(this.tiers.flatMap((tier) => tier.phases));
    return this.tiers;
  }

  private title({ line, text }: HeadingBlock): void {
    if (this.tiers.length === 0) return;
    this.problems.add(
      line,
      `"# ${displayed(text).slice(1, -1)}", below a tier: "#" is the title of the plan, above its first tier; write "##" for a tier`,
    );
  }

  private tier(block: HeadingBlock): void {
    const { id, name, fault } = readHeading(block.text);
    this.checkHeading('tier', fault, block);
    this.checkName('tier', '## T1: Foundation', name, block.line);
    const tier = new TierText(block.line, name, block.isUnderlined);
    tier.id = this.taken(this.tierIds, id, block.line);
    this.tiers.push(tier);
    this.phase = undefined;
  }

  private phaseHeading(block: HeadingBlock): boolean {
    if (++this.phaseCount > PLAN_MAX_PHASES) {
      this.problems.add(block.line, `the plan has more than ${PLAN_MAX_PHASES} phases: split it into several plans`);
      return false;
    }
    const { id, name, fault } = readHeading(block.text);
    this.checkHeading('phase', fault, block);
    this.checkName('phase', '### F1.1: Set up the skeleton', name, block.line);
    this.phase = new PhaseText(block.line, name);
    const tier = this.tiers.at(-1);
    if (!tier)
      this.problems.add(block.line, `phase ${displayed(name)} belongs to no tier: put a "## Tier" heading above it`);
    else this.phase.id = this.taken(this.phaseIds, id, block.line);
    (tier?.phases ?? this.lost).push(this.phase);
    return true;
  }

  /** Its id, and a key that would be its name. */
  private checkHeading(kind: 'tier' | 'phase', fault: string | undefined, { line, text }: HeadingBlock): void {
    if (fault !== undefined) this.problems.add(line, `the heading of this ${kind} cannot be read: ${fault}`);
    const claim = keyOfHeading(text);
    if (claim) {
      this.problems.add(
        line,
        `${displayed(claim.written)} is a key, but is written as the name of a ${kind}: write "- ${claim.key}: …" below the heading of its phase`,
      );
    }
  }

  private content(block: Block): void {
    const owner = this.phase ?? this.tiers.at(-1);
    if (!owner) checkSettings(block, this.problems);
    else if (block.kind === 'list' && isKeyList(block)) this.keyList(block);
    else {
      for (const stray of strayKeys(block, this.above)) this.strayKey(stray);
      owner.description.add(block, this.problems);
      if (block.kind !== 'text' || block.source.some((text) => !isBlank(text))) this.above = block;
    }
  }

  private keyList(list: ListBlock): void {
    if (this.phase) {
      this.phase.description.interrupt();
      readKeyList(list, this.phase.keys, this.problems);
    } else {
      this.problems.add(
        list.line,
        'a tier has no keys: write them below the "### Phase" heading that they are meant for',
      );
    }
  }

  /** What looks like a key and is none. Criteria of a tier are text: nothing is judged by them. */
  private strayKey({ line, written, key }: StrayKey): void {
    if (this.phase) {
      this.problems.add(
        line,
        `${displayed(written)} is a key only in a list: write "- ${key}: …", or put it into other words if it is text`,
      );
    } else if (!isCriteria(key)) {
      this.problems.add(
        line,
        `${displayed(written)} looks like a key, and a tier has no keys: write "- ${key}: …" below the "### Phase" heading`,
      );
    }
  }

  private taken(ids: PlanIds, id: string | null, line: number): string {
    const fault = id === null ? null : (idFault(id) ?? ids.take(id, line));
    if (id !== null && fault) this.problems.add(line, `${ids.kind} id ${displayed(id)} ${fault}`);
    return id ?? '';
  }

  private checkName(kind: string, example: string, name: string, line: number): void {
    const fault = nameFault(name);
    if (!fault) return;
    const remedy =
      name.trim() === ''
        ? `write e.g. "${example}"`
        : `use at most ${NAME_MAX_LENGTH} characters and put the rest below it`;
    this.problems.add(line, `the name of a ${kind} ${fault}: ${remedy}`);
  }

  private checkDescription(description: PlanDescription, of: string): void {
    const fault = textFault(description.text() ?? '', TEXT_MAX_LENGTH);
    if (fault)
      this.problems.add(
        description.line,
        `the description of ${of} ${fault}: shorten it, or put it into a file that it names`,
      );
  }
}
