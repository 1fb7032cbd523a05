/**
 * Settings of a run outside of front matter, above the first tier: in `+++` TOML, in a code block, between other lines.
 * They restrict the run, their author expects them to apply, and free text sets nothing.
 */
import { RUN_SCOPES, SAFETY_PROFILES } from '../../model/vocabulary.js';
import { lettersAsSeen } from '../../text/look-alikes.js';
import { wordForm } from '../../text/near-words.js';
import type { Block } from './plan-blocks.js';
import type { PlanProblems } from './plan-problems.js';
import { displayed } from './plan-problems.js';

/** Names that only a setting has. */
const OWN = [
  'token_cap',
  'max_phases',
  'max_duration_minutes',
  'safety_profile',
  'run_scope',
  'max_duration',
  'max_tokens',
];
/** Names that prose uses too: with a value that the setting can have. */
const COMMON = ['profile', 'scope'];
const WORDS = new Set([...SAFETY_PROFILES, ...RUN_SCOPES].map(wordForm));
const NAME = new RegExp(
  `^(${[...OWN, ...COMMON].map((name) => name.replaceAll('_', '[ _-]?')).join('|')})(?![\\p{L}\\p{N}_])`,
  'iu',
);
/** Code that settings are written in. */
const SETTINGS_CODE = /^(?:ya?ml|toml|json5?|jsonc|ini|properties|conf|front-?matter|)$/i;
const MOST_LOOKED_AT = 200;

/** Reports every line of a block that sets what only front matter may set. */
export function checkSettings(block: Block, problems: PlanProblems): void {
  if (block.kind === 'gap') return;
  if (block.kind === 'fence' && !SETTINGS_CODE.test(block.info.split(/[ \t{:]/, 1)[0]!)) return;
  const lines = block.kind === 'fence' ? block.content : block.source;
  lines.forEach((line, i) => {
    const name = settingOf(line);
    if (name === undefined) return;
    problems.add(
      block.line + i + (block.kind === 'fence' ? 1 : 0),
      `${displayed(name)} is read in front matter only: write it between two lines --- at the head of the plan, as "${EXAMPLE[wordForm(name)] ?? 'max_phases: 25'}"`,
    );
  });
}

const EXAMPLE: Readonly<Record<string, string>> = {
  profile: 'profile: safety_critical',
  safetyprofile: 'profile: safety_critical',
  scope: 'scope: single_tier',
  runscope: 'scope: single_tier',
  tokencap: 'token_cap: 5_000_000',
  maxtokens: 'token_cap: 5_000_000',
  maxdurationminutes: 'max_duration_minutes: 120',
  maxduration: 'max_duration_minutes: 120',
};

function settingOf(line: string): string | undefined {
  const text = lettersAsSeen(line.slice(0, MOST_LOOKED_AT)).replace(DECORATION, '');
  const name = NAME.exec(text)?.[1];
  if (name === undefined) return undefined;
  const rest = text.slice(name.length);
  const signed = SIGNED.exec(rest)?.[1];
  // Without a sign between them the value must be all that follows.
  const value = signed ?? /^[\s"'`*_~\])]+(\S.*)$/.exec(rest)?.[1];
  if (value === undefined) return undefined;
  if (COMMON.includes(wordForm(name))) return isWord(value) ? name : undefined;
  const isValue = signed === undefined ? /^[\d_,. ]+[\s`*_]*$/ : /^(?:\d|[a-z]+[ _-][a-z]+|normal)/i;
  return isValue.test(value) || isWord(value) ? name : undefined;
}

/** A word that a setting has, and no other word behind it: "multi tier" and not "multi-tier app". */
function isWord(value: string): boolean {
  const found = /^\p{L}+(?:[ _-]\p{L}+)?(?![ \t]*[\p{L}\p{N}-])/u.exec(value)?.[0];
  return found !== undefined && WORDS.has(wordForm(found));
}

/** What may come before a name: marks, boxes, tags, numbers, the group that settings may be in. */
const DECORATION = /^(?:\[[ xX]?\]|<[^<>]{0,60}>|\d{1,9}[.)](?=[ \t])|budgets?(?=["']?[ \t]*[:=])|[^\p{L}\p{N}<])+/iu;
const SIGNED = /^[\s"'`*_~\])]*(?::+=?|=+>?|->|\u2192|\u21d2|-+(?=[ \t])|[|])[\s"'`*_~:|]*(.*)$/;
