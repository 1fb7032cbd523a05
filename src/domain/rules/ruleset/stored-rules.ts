/**
 * The rules of a published ruleset. It was read before it was stored: that it cannot be read now is a fault of ours.
 */
import { readRuleset } from './read-ruleset.js';
import type { Ruleset } from './ruleset.js';

export function storedRules(projectId: string, version: number, document: unknown): Ruleset {
  const read = readRuleset(document, { isStored: true });
  if ('rules' in read) return read.rules;
  throw new Error(
    `Ruleset ${version} of project ${projectId} is stored and cannot be read: ${read.faults[0]?.message}`,
  );
}
