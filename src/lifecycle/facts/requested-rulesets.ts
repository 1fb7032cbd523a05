/** The ruleset that a dry run names (P6): a stored version, a document to try out, or the project's newest. */
import { Injectable } from '@nestjs/common';

import { rulesetFaults } from '../../domain/decisions/project/project-commands.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { readRuleset } from '../../domain/rules/ruleset/read-ruleset.js';
import type { NumberedRuleset } from '../../domain/rules/ruleset/ruleset.js';
import { PolicyStore } from './policy.store.js';

/** Carries refusals out of the steps of a dry run. */
export class RequestRefused extends Error {
  constructor(readonly refusals: readonly Refusal[]) {
    super('refused');
  }
}

export interface RequestedRuleset {
  readonly rulesetVersion?: number | null;
  readonly ruleset?: Record<string, unknown> | null;
}

@Injectable()
export class RequestedRulesets {
  constructor(private readonly policies: PolicyStore) {}

  /** @throws RequestRefused if both are named, the document is faulty, or there is no such version. */
  async of(
    { ruleset, rulesetVersion }: RequestedRuleset,
    projectId: string,
    newest: number,
  ): Promise<NumberedRuleset | null> {
    if (ruleset == null) return this.stored(projectId, rulesetVersion ?? newest, 'rulesetVersion');
    if (rulesetVersion != null)
      throw new RequestRefused([
        invalidInput('Give either ruleset or rulesetVersion, not both.', ['input', 'ruleset']),
      ]);
    const read = readRuleset(ruleset);
    if ('faults' in read) throw new RequestRefused(rulesetFaults(read.faults, ['input', 'ruleset']));
    return { version: null, rules: read.rules };
  }

  /** @throws RequestRefused if there is no such version; version 0 is none. */
  async stored(projectId: string, version: number, field: string): Promise<NumberedRuleset | null> {
    const ruleset = await this.policies.ruleset(projectId, version);
    if (ruleset || version === 0) return ruleset;
    const message = `Project "${projectId}" has no ruleset ${version}.`;
    throw new RequestRefused([
      { kind: 'not-found', code: 'NOT_FOUND', message, retryable: true, path: ['input', field] },
    ]);
  }
}

export const invalidInput = (message: string, path: readonly string[]): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message,
  retryable: false,
  path,
});
