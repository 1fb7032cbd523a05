import { commitContent, tagObject } from './git-objects.js';

const ID = '1'.repeat(40);
const commit = { tree: ID, parents: [ID], message: 'm\n' };
const tag = { tag: 't', commit: ID, message: 'm\n' };
const AT = new Date('2026-03-04T05:06:07.890Z');

describe('G3: commits and tags that are made here', () => {
  it.each([new Date(NaN), new Date(-1)])('G3, G4: an instant that git could not read (%p) makes none', (at) => {
    expect(() => commitContent({ ...commit, at })).toThrow('that git could read');
    expect(() => tagObject({ ...tag, at }, 'sha1')).toThrow('that git could read');
  });

  it('G3: a name ends neither its line nor its address', () => {
    const identity = { name: 'A <b>\nparent x', email: 'a>\n\u0000@<x' };
    const [, , author, committer, end] = commitContent({ ...commit, at: AT, identity })
      .toString()
      .split('\n');
    expect([author, committer, end]).toEqual([
      'author A b parent x <a @ x> 1772600767 +0000',
      'committer A b parent x <a @ x> 1772600767 +0000',
      '',
    ]);
  });

  it('G3: a tree or a parent that is no id makes none', () => {
    expect(() => commitContent({ ...commit, at: AT, tree: `${ID}\nparent ${ID}` })).toThrow(
      'is not the id of an object',
    );
    expect(() => commitContent({ ...commit, at: AT, parents: ['HEAD'] })).toThrow('is not the id of an object');
  });
});
