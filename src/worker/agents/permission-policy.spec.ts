import { answerPermission, type PermissionQuestion } from './permission-policy.js';

const ask = (question: Partial<PermissionQuestion>): boolean =>
  answerPermission({
    role: 'BUILDER',
    kind: 'edit',
    paths: [],
    workspace: '/w/tree',
    resultFile: '/w/tree/.x/result.json',
    temporaryFolder: '/w/tmp',
    ...question,
  }).allowed;

describe.each(['BUILDER', 'AUDITOR'] as const)('A5: what a %s that asks may do, as it may without asking', (role) => {
  it('it reads, searches and runs what it likes, wherever that is', () => {
    for (const kind of ['read', 'search', 'execute']) {
      for (const paths of [[], ['src/a'], ['/etc/hostname'], ['../x'], ['.git/config']])
        expect(ask({ role, kind, paths })).toBe(true);
    }
  });

  it('it writes into its workspace, its temporary folder and its result, and nowhere else', () => {
    for (const kind of ['edit', 'delete', 'move']) {
      for (const paths of [[], ['src/a', '/w/tree/b'], ['.x/result.json'], ['/w/tmp/note'], ['.github/x']]) {
        expect(ask({ role, kind, paths })).toBe(true);
      }
      for (const path of ['/etc/passwd', '../x', '/w/tree/../x', '/w/treetop', 'src/../../x', '/w/tmpfile']) {
        expect(ask({ role, kind, paths: ['src/a', path] })).toBe(false);
      }
    }
  });

  it("git's own folder is nobody's to change", () => {
    for (const path of ['.git', '.git/config', 'src/../.git/hooks/x']) expect(ask({ role, paths: [path] })).toBe(false);
  });

  it('a kind that is not known is rejected', () => {
    for (const kind of ['fetch', 'other', 'think', 'switch_mode', 'launch_missiles', '', null])
      expect(ask({ role, kind })).toBe(false);
  });
});
