import { answerPermission, type PermissionQuestion } from './permission-policy.js';

const ask = (question: Partial<PermissionQuestion>): boolean =>
  answerPermission({ role: 'BUILDER', kind: 'edit', paths: [], workspace: '/w/tree', resultFile: '/w/tree/.x/result.json', ...question })
    .allowed;

describe('A5: what an agent that asks may do', () => {
  it('a Builder may work inside its workspace, and nowhere else', () => {
    for (const kind of ['read', 'edit', 'delete', 'move', 'execute', 'search'])
      expect(ask({ kind, paths: ['src/a', '/w/tree/b'] })).toBe(true);
    for (const path of ['/etc/passwd', '../x', '/w/tree/../x', '/w/treetop', 'src/../../x'])
      expect(ask({ paths: ['src/a', path] })).toBe(false);
  });

  it("git's own folder is nobody's", () => {
    expect(ask({ paths: ['.git/config'] })).toBe(false);
    expect(ask({ paths: ['.github/x'] })).toBe(true);
  });

  it('what is not known is rejected', () => {
    for (const kind of ['fetch', 'other', 'think', 'switch_mode', 'launch_missiles', null]) expect(ask({ kind })).toBe(false);
  });

  it('an Auditor reads and searches; its result file is the one thing that it may write', () => {
    const role = 'AUDITOR';
    for (const kind of ['read', 'search']) expect(ask({ role, kind, paths: ['src/a'] })).toBe(true);
    for (const kind of ['edit', 'delete', 'move', 'execute', 'fetch']) expect(ask({ role, kind, paths: ['src/a'] })).toBe(false);
    expect(ask({ role, paths: [] })).toBe(false);
    expect(ask({ role, paths: ['.x/result.json'] })).toBe(true);
    expect(ask({ role, paths: ['.x/result.json', 'src/a'] })).toBe(false);
    expect(ask({ role, kind: 'delete', paths: ['.x/result.json'] })).toBe(false);
  });
});
