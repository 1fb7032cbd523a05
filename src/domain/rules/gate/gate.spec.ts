import * as fc from 'fast-check';

import { gateFacts, LIMITS } from '../../../../test/support/git/git-repositories.js';
import { judge } from './gate.js';
import type { GateFacts } from './gate-facts.js';
import { GATE_REASONS } from './gate-facts.js';
import { MODE, type PatchChange, type PatchFacts } from './patch-facts.js';

const change = (path: string, values: Partial<PatchChange> = {}): PatchChange => ({
  path,
  oldMode: null,
  newMode: MODE.file,
  size: 3,
  addedLines: 1,
  deletedLines: 0,
  linkTarget: null,
  movedWith: null,
  ...values,
});
const patchOf = (...changes: PatchChange[]): PatchFacts => ({
  outcome: 'applies',
  changes,
  bytes: 10,
  unpackedBytes: 10,
});
const judged = (facts: Partial<GateFacts>) => judge(gateFacts({ patch: patchOf(change('a')), ...facts }));
const codes = (facts: Partial<GateFacts>) => judged(facts).reasons.map((reason) => reason.code);
const message = (facts: Partial<GateFacts>, code: string) =>
  judged(facts).reasons.find((reason) => reason.code === code)?.message;

describe('G1: the verdict', () => {
  test('G1: a patch that nothing speaks against passes without a reason', () => {
    expect(judged({})).toEqual({ verdict: 'PASS', reasons: [], policyRefusal: false, fingerprint: null });
  });

  test('G1: FAILED is REJECT, and the patch is not read', () => {
    const unread = () => {
      throw new Error('the patch was read');
    };
    const patch = new Proxy({}, { get: unread }) as PatchFacts;
    const judgement = judge(gateFacts({ status: 'FAILED', patch, probes: [{ name: 'p', exitCode: 1 }] }));
    expect(judgement).toMatchObject({ verdict: 'REJECT', policyRefusal: false, fingerprint: 'builder_failed' });
    expect(judgement.reasons).toHaveLength(1);
  });

  test('G1: SUCCEEDED with a failed probe is REJECT and names it; a Builder that asks for a review may have one', () => {
    const probes = [
      { name: 'tests', exitCode: 0 },
      { name: 'lint', exitCode: 2 },
      { name: 'types', exitCode: -1 },
    ];
    expect(judged({ probes })).toMatchObject({ verdict: 'REJECT', policyRefusal: false, fingerprint: 'probe_failed' });
    expect(message({ probes }, 'probe_failed')).toBe('Probes failed: "lint", "types".');
    expect(judged({ probes, status: 'NEEDS_REVIEW' }).verdict).toBe('AUDIT');
    expect(judged({ probes: probes.slice(0, 1) }).verdict).toBe('PASS');
  });

  test.each<[facts: Partial<GateFacts>, code: string]>([
    [{ status: 'NEEDS_REVIEW' }, 'needs_review'],
    [{ newMajorIssues: ['security__x'] }, 'new_major_issue'],
    [{ autoApply: false }, 'auto_apply_off'],
    [{ auditRequested: true }, 'audit_requested'],
    [{ complexity: 'LOW', patch: patchOf(change('a', { deletedLines: 201 })) }, 'many_deletions'],
  ])('G1: %j is AUDIT, and an approval makes it PASS', (facts, code) => {
    expect(judged(facts)).toMatchObject({ verdict: 'AUDIT', policyRefusal: false, fingerprint: null });
    expect(codes(facts)).toEqual([code]);
    expect(judged({ ...facts, approved: true }).verdict).toBe('PASS');
    expect(codes({ ...facts, approved: true })).toEqual([code, 'audit_approved']);
  });

  test('G2: 200 deleted lines in all may pass, and more where the phase is not of low complexity', () => {
    const deleted = (...lines: (number | null)[]) =>
      patchOf(...lines.map((deletedLines, i) => change(`f${i}`, { deletedLines })));
    expect(judged({ complexity: 'LOW', patch: deleted(100, 100, null) }).verdict).toBe('PASS');
    expect(judged({ complexity: 'LOW', patch: deleted(100, 100, null, 1) }).verdict).toBe('AUDIT');
    expect(judged({ complexity: 'MEDIUM', patch: deleted(9_999) }).verdict).toBe('PASS');
  });

  test('W10: an approval turns nothing but AUDIT into PASS', () => {
    expect(judged({ approved: true, patch: patchOf(change('.github/x')) }).verdict).toBe('REJECT');
    expect(judged({ approved: true, probes: [{ name: 'p', exitCode: 1 }] }).verdict).toBe('REJECT');
    expect(judged({ approved: true, status: 'FAILED' }).verdict).toBe('REJECT');
    expect(judged({ approved: true, patch: null }).verdict).toBe('REJECT');
    expect(judged({ approved: true, patch: null, status: 'NEEDS_REVIEW' }).verdict).toBe('REJECT');
  });

  test("W10: an Auditor's patch, which has no status, is judged like any other", () => {
    expect(judged({ status: null, approved: true }).verdict).toBe('PASS');
    expect(judged({ status: null, approved: true, autoApply: false }).verdict).toBe('PASS');
    expect(judged({ status: null, approved: true, patch: patchOf(change('CLAUDE.md')) })).toMatchObject({
      verdict: 'REJECT',
      policyRefusal: true,
    });
  });
});

describe('G2: refusals', () => {
  const tooLarge = (limit: 'maxBytes' | 'maxUnpackedBytes' | 'maxFiles') =>
    ({ outcome: 'too-large', limit, allowed: 5, value: 6 }) as const;

  test.each<[name: string, patch: PatchFacts | null, code: string, policyRefusal: boolean]>([
    ['no patch', null, 'patch_empty', false],
    ['an empty patch', { outcome: 'empty' }, 'patch_empty', false],
    ['a blank patch without a repository', { outcome: 'not-read', bytes: 3, isBlank: true }, 'patch_empty', false],
    ['a malformed patch', { outcome: 'malformed', message: 'm.' }, 'patch_malformed', false],
    ['one that does not apply', { outcome: 'does-not-apply', message: 'm.' }, 'patch_does_not_apply', false],
    [
      'one that leads out of the tree',
      { outcome: 'impossible-paths', paths: [{ path: '../x', why: 'leaves-tree' }] },
      'path_outside_allowed',
      true,
    ],
    [
      'one into the git folder',
      { outcome: 'impossible-paths', paths: [{ path: '.git/x', why: 'git-folder' }] },
      'path_protected',
      true,
    ],
    ['one through a symlink', { outcome: 'through-symlink', paths: ['l/x'] }, 'symlink_leaves_tree', true],
    ['too much text', tooLarge('maxBytes'), 'patch_too_large', true],
    ['too much unpacked', tooLarge('maxUnpackedBytes'), 'patch_unpacks_too_large', true],
    ['too many files', tooLarge('maxFiles'), 'too_many_files', true],
    [
      'too much text without a repository',
      { outcome: 'not-read', bytes: LIMITS.maxBytes + 1, isBlank: false },
      'patch_too_large',
      true,
    ],
    ['a protected path', patchOf(change('.gitattributes')), 'path_protected', true],
    [
      'a protected path that goes',
      patchOf(change('AGENTS.md', { oldMode: MODE.file, newMode: null })),
      'path_protected',
      true,
    ],
    ['a symlink out', patchOf(change('l', { newMode: MODE.link, linkTarget: '/etc' })), 'symlink_leaves_tree', true],
    ['a symlink that cannot be read', patchOf(change('l', { newMode: MODE.link })), 'symlink_leaves_tree', true],
    ['a submodule', patchOf(change('m', { newMode: MODE.submodule })), 'submodule', true],
    ['a submodule that goes', patchOf(change('m', { oldMode: MODE.submodule, newMode: null })), 'submodule', true],
    ['201 files', patchOf(...Array.from({ length: 201 }, (_, i) => change(`f${i}`))), 'too_many_files', true],
  ])('G2: %s', (_, patch, code, policyRefusal) => {
    expect(judged({ patch })).toMatchObject({ verdict: 'REJECT', policyRefusal, fingerprint: code });
    expect(codes({ patch })).toEqual([code]);
    expect(GATE_REASONS).toContain(code);
  });

  test.each<[name: string, facts: Partial<GateFacts>]>([
    ['an empty patch where nothing need change', { patch: { outcome: 'empty' }, allowNoop: true }],
    ['no patch where nothing need change', { patch: null, allowNoop: true }],
    ['text without a repository', { patch: { outcome: 'not-read', bytes: LIMITS.maxBytes, isBlank: false } }],
    ['a symlink that goes', { patch: patchOf(change('l', { oldMode: MODE.link, newMode: null })) }],
    ['a symlink in the tree', { patch: patchOf(change('src/l', { newMode: MODE.link, linkTarget: '../README.md' })) }],
    ['200 files', { patch: patchOf(...Array.from({ length: 200 }, (_, i) => change(`f${i}`))) }],
    ['an executable', { patch: patchOf(change('run.sh', { newMode: MODE.executable })) }],
    [
      'a folder of 200 files that moves',
      {
        patch: patchOf(
          ...Array.from({ length: 200 }, (_, i) => [
            change(`a/${i}`, { oldMode: MODE.file, newMode: null, movedWith: `b/${i}` }),
            change(`b/${i}`, { movedWith: `a/${i}` }),
          ]).flat(),
        ),
      },
    ],
  ])('G2: %s passes', (_, facts) => {
    expect(judged(facts).verdict).toBe('PASS');
  });

  test('W9: NEEDS_REVIEW is judged as AUDIT, with or without a patch', () => {
    expect(judged({ status: 'NEEDS_REVIEW', patch: null })).toMatchObject({ verdict: 'AUDIT', fingerprint: null });
    expect(judged({ status: 'NEEDS_REVIEW', patch: patchOf(change('.github/x')) }).verdict).toBe('REJECT');
  });

  test('G2: all reasons are listed at once, and the fingerprint is of what was refused', () => {
    const facts: Partial<GateFacts> = {
      status: 'SUCCEEDED',
      probes: [{ name: 'tests', exitCode: 1 }],
      autoApply: false,
      auditRequested: true,
      allowedPaths: ['src/'],
      patch: patchOf(
        change('.github/x'),
        change('src/l', { newMode: MODE.link, linkTarget: '/x' }),
        change('src/m', { newMode: MODE.submodule }),
      ),
    };
    expect(codes(facts)).toEqual([
      'probe_failed',
      'path_outside_allowed',
      'path_protected',
      'symlink_leaves_tree',
      'submodule',
      'auto_apply_off',
      'audit_requested',
    ]);
    expect(judged(facts)).toMatchObject({
      policyRefusal: true,
      fingerprint: 'path_outside_allowed,path_protected,probe_failed,submodule,symlink_leaves_tree',
    });
  });

  test.each(['web/.gitkeep', '.gitignore', 'a/.gitattributes'])(
    'G2: %s is refused with a word about names that begin with .git',
    (path) => {
      expect(message({ patch: patchOf(change(path)) }, 'path_protected')).toContain(
        '".gitkeep" and ".gitignore" too: leave them out',
      );
    },
  );

  test('G2: other protected paths are refused without it', () => {
    expect(message({ patch: patchOf(change('.github/x')) }, 'path_protected')).toBe(
      'The patch touches protected paths, which no phase may touch: ".github/x".',
    );
  });

  test('G2: protected wins over allowed', () => {
    expect(codes({ allowedPaths: ['.github/**', '.github/x'], patch: patchOf(change('.github/x')) })).toEqual([
      'path_protected',
    ]);
  });

  test('G2: a message names at most five paths, in a printable form, and how many more', () => {
    const patch = patchOf(
      ...['a\n\u001b[31m"b', 'c\u202ed', 'x'.repeat(500), '4', '5', '6', '7'].map((path) => change(path)),
    );
    const text = message({ patch, allowedPaths: ['src/'] }, 'path_outside_allowed')!;
    expect(text).toContain('"a\\n\\u{1b}[31m\\"b", "c\\u{202e}d", "xxx');
    expect(text).toMatch(/"4", "5" and 2 more\.$/);
    expect(text.length).toBeLessThan(400);
  });
});

describe('G1: what holds for all facts', () => {
  const facts = fc.record({
    status: fc.constantFrom('SUCCEEDED', 'FAILED', 'NEEDS_REVIEW', null) as fc.Arbitrary<GateFacts['status']>,
    probes: fc.array(fc.record({ name: fc.string(), exitCode: fc.constantFrom(0, 1) }), { maxLength: 2 }),
    newMajorIssues: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
    patch: fc.constantFrom<PatchFacts | null>(
      null,
      { outcome: 'empty' },
      { outcome: 'malformed', message: 'm' },
      patchOf(change('a')),
      patchOf(change('.github/x')),
      patchOf(change('a', { deletedLines: 999 })),
    ),
    approved: fc.boolean(),
    auditRequested: fc.boolean(),
    autoApply: fc.boolean(),
    complexity: fc.constantFrom('LOW', 'HIGH'),
    allowNoop: fc.boolean(),
    allowedPaths: fc.constantFrom<readonly string[]>([], ['src/']),
  });

  test('C5: the same facts give the same decision, and a verdict fits its reasons', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const judgement = judge(gateFacts(given));
        expect(judge(gateFacts(given))).toEqual(judgement);
        expect(judgement.fingerprint === null).toBe(judgement.verdict !== 'REJECT');
        if (judgement.policyRefusal || judgement.verdict !== 'PASS')
          expect(judgement.reasons.length).toBeGreaterThan(0);
        if (judgement.policyRefusal) expect(judgement.verdict).toBe('REJECT');
      }),
    );
  });

  test('W10: an approval changes AUDIT to PASS and no other verdict, except that nothing empty passes by it', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const without = judge(gateFacts({ ...given, approved: false })).verdict;
        const approved = judge(gateFacts({ ...given, approved: true })).verdict;
        const isEmpty = given.patch === null || given.patch.outcome === 'empty';
        const expected = without !== 'AUDIT' ? without : isEmpty && !given.allowNoop ? 'REJECT' : 'PASS';
        expect(approved).toBe(expected);
      }),
    );
  });
});
