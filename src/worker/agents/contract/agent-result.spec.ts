import { readFile, writeFile } from 'node:fs/promises';

import { Ajv2020 } from 'ajv/dist/2020.js';

import { agentResultsJsonSchema } from '../agent-result-json-schema.js';
import { readAgentResult } from './agent-result.js';

const FILE = 'docs/schemas/agent-result.schema.json';
const ISSUE = { issueKey: 'style__long_line__app', category: 'style', source: 'SELF_DOUBT' };
const read = (role: 'BUILDER' | 'AUDITOR', document: unknown) => readAgentResult(role, JSON.stringify(document));

describe('W8: the result file of a Builder', () => {
  it('may be empty, and what is left out is null or empty', () => {
    expect(read('BUILDER', {})).toEqual({
      result: { role: 'BUILDER', status: null, notes: null, probes: [], issues: [] },
    });
  });

  it('words are read in both cases into ours', () => {
    expect(
      read('BUILDER', { status: 'needs_review', issues: [{ ...ISSUE, severity: 'minor', source: 'ci' }] }),
    ).toMatchObject({
      result: {
        status: 'NEEDS_REVIEW',
        issues: [{ severity: 'MINOR', source: 'CI', expectedFail: false, evidenceRefs: [] }],
      },
    });
  });

  it.each([
    ['an unknown key', { patch: 'diff' }, 'patch is not known here'],
    [
      'an unknown key inside',
      { probes: [{ name: 'n', kind: 'k', exitCode: 0, passed: true }] },
      'probes.0.passed is not known here',
    ],
    ['a status of its own', { status: 'DONE' }, 'status must be one of SUCCEEDED, FAILED'],
    ['a missing field', { probes: [{ name: 'n', kind: 'k' }] }, 'probes.0.exitCode is missing; it must be a number'],
    [
      'a broken number',
      { probes: [{ name: 'n', kind: 'k', exitCode: 1.5 }] },
      'probes.0.exitCode must be a whole number',
    ],
    [
      'a key that no issue can have',
      { issues: [{ ...ISSUE, issueKey: 'Bad Key' }] },
      'issues.0.issueKey must start with a small letter',
    ],
    ['text that cannot be stored', { notes: 'a\u0000b' }, 'notes must not contain the character U+0000'],
    ['text that is too long', { notes: 'x'.repeat(10_001) }, 'notes must have at most 10000 characters'],
    ['too many issues', { issues: Array.from({ length: 101 }, () => ISSUE) }, 'issues must have at most 100 entries'],
    ['no object', [], 'The result must be an object'],
  ])('refuses %s with a sentence', (_, document, why) => {
    expect(read('BUILDER', document)).toEqual({ fault: expect.stringContaining(why) });
  });

  it('refuses what is no JSON, what is nested without end, and names that JavaScript gives a meaning', () => {
    expect(readAgentResult('BUILDER', '')).toEqual({ fault: 'The result file is not JSON.' });
    expect(readAgentResult('BUILDER', `${'['.repeat(5_000)}${']'.repeat(5_000)}`)).toEqual({
      fault: expect.stringContaining('nested deeper'),
    });
    expect(readAgentResult('BUILDER', '{"__proto__":{"status":"SUCCEEDED"}}')).toEqual({
      fault: expect.stringContaining('__proto__'),
    });
  });
});

describe('W10: the result file of an Auditor', () => {
  it('needs a verdict and notes', () => {
    expect(read('AUDITOR', { verdict: 'approve', notes: 'good' })).toEqual({
      result: { role: 'AUDITOR', verdict: 'APPROVE', notes: 'good', confidence: null, issues: [] },
    });
    expect(read('AUDITOR', {})).toEqual({ fault: expect.stringMatching(/verdict is missing.*notes is missing/) });
    expect(read('AUDITOR', { verdict: 'APPROVE', notes: 'x', status: 'SUCCEEDED' })).toEqual({
      fault: expect.stringContaining('status is not known'),
    });
  });
});

describe('W8: the published form of the result file', () => {
  const printed = JSON.parse(JSON.stringify(agentResultsJsonSchema())) as object;

  it(`is current (UPDATE_SCHEMAS=1 writes ${FILE})`, async () => {
    if (process.env.UPDATE_SCHEMAS) await writeFile(FILE, `${JSON.stringify(printed, null, 2)}\n`);
    expect(JSON.parse(await readFile(FILE, 'utf8'))).toEqual(printed);
  });

  it('accepts and refuses what is accepted and refused here', () => {
    const valid = new Ajv2020({ strict: false }).compile(printed);
    for (const document of [{}, { status: 'FAILED', issues: [ISSUE] }, { verdict: 'REVISE', notes: 'again' }])
      expect(valid(document)).toBe(true);
    for (const document of [{ patch: '' }, { verdict: 'MAYBE', notes: '' }, { status: 'FAILED', verdict: 'APPROVE' }])
      expect(valid(document)).toBe(false);
  });
});
