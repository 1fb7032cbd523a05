/** What the tests of rulesets ask of a document. */
import { readRuleset, readRulesetText, type RulesetFault } from '../../../src/domain/rules/ruleset/read-ruleset.js';
import type { Ruleset } from '../../../src/domain/rules/ruleset/ruleset.js';

/** Empty: it can be used. */
export const faultsOf = (document: unknown): readonly RulesetFault[] => {
  const read = readRuleset(document);
  return 'faults' in read ? read.faults : [];
};

export const textFaultsOf = (text: string): readonly RulesetFault[] => {
  const read = readRulesetText(text);
  return 'faults' in read ? read.faults : [];
};

/** A document with one value at a path like `defaults.run.tokenCap`. */
export const documentWith = (path: string, value: unknown): unknown =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);

/** The rules of a document that can be used. */
export const rulesOf = (document: unknown): Ruleset => (readRuleset(document) as { rules: Ruleset }).rules;
