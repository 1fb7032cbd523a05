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

  it('A6: the tools of its lease it may use if it was given them, and by no other name', () => {
    for (const kind of ['other', null])
      for (const ownTool of [
        'mcp__autopack__check_patch',
        'record_issues (autopack MCP Server)',
        'autopack.read_context',
      ])
        expect([kind, ownTool, ask({ role, kind, ownTool })]).toEqual([kind, ownTool, true]);
    for (const ownTool of ['submit_patch', 'mcp__other__recheck_patches', '', undefined])
      expect([ownTool, ask({ role, kind: 'other', ownTool })]).toEqual([ownTool, false]);
    expect(ask({ role, kind: 'edit', paths: ['/etc/passwd'], ownTool: 'check_patch' })).toBe(false);
  });

  it('a kind that is not known is rejected', () => {
    for (const kind of ['fetch', 'other', 'think', 'switch_mode', 'launch_missiles', '', null])
      expect(ask({ role, kind })).toBe(false);
  });
});
