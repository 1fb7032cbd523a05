import fc from 'fast-check';

import {
  attachmentPath,
  BACKLOG_PATH,
  INCIDENT_EVENTS_PATH,
  INCIDENT_INDEX_PATH,
  INCIDENT_ISSUES_PATH,
  isAttachmentPath,
  isDocumentPath,
  isProjectDocumentPath,
  phaseIssuesPath,
  phasePath,
  rulesetPath,
  RUN_INDEX_PATH,
  safeName,
  strategyPath,
  tierPath,
} from './file-names.js';

describe('file names', () => {
  it('are those of the examples', () => {
    expect(tierPath({ tierId: 't0', tierIndex: 0, name: 'Foundation' })).toBe('tiers/tier_00_Foundation.md');
    expect(phasePath({ phaseId: 'F1.1', phaseIndex: 0 })).toBe('phases/phase_00_F1.1.md');
    expect(phasePath({ phaseId: 'p', phaseIndex: 123 })).toBe('phases/phase_123_p.md');
  });

  it.each([
    ['Core and API', 'Core_and_API'],
    ['  a\tb\nc  ', 'a_b_c'],
    ['Überblick: Café', 'Uberblick_Cafe'],
    ['../../etc/passwd', '....etcpasswd'],
    ['a\u0000b\u202ec/d\\e:f*g?h"i<j>k|l', 'abcdefghijkl'],
    ['x'.repeat(200), 'x'.repeat(80)],
    ['日本語', ''],
  ])('%j becomes %j', (name, safe) => expect(safeName(name)).toBe(safe));

  it('a name of which nothing is left gives way to the id', () => {
    expect(tierPath({ tierId: 'api', tierIndex: 3, name: '日本語 ' })).toBe('tiers/tier_03_api.md');
  });

  it('any name gives a path of the known form, without a way up', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.nat(999), (name, tierIndex) => {
        const path = tierPath({ tierId: 'fallback', tierIndex, name });
        expect(isDocumentPath(path)).toBe(true);
        expect(path.split('/')).toHaveLength(2);
        expect(path.length).toBeLessThan(110);
      }),
    );
  });

  it('two indexes never share a path, ignoring case, whatever the names', () => {
    const name = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('1_x', '0_1_x', 'X', 'x'));
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(1_000), name, name, (a, b, one, other) => {
        fc.pre(a !== b);
        const paths = [
          tierPath({ tierId: 't', tierIndex: a, name: one }),
          tierPath({ tierId: 't', tierIndex: b, name: other }),
        ];
        expect(paths[0]!.toLowerCase()).not.toBe(paths[1]!.toLowerCase());
      }),
    );
  });

  it.each([
    '',
    '../x.md',
    'phases/../x.md',
    'tiers/tier_00_a/b.md',
    '/run_summary.md',
    'attempts/x',
    'run_summary.md\n',
    'phases/phase_0_x.md',
  ])('%j is no path of a document', (path) => expect(isDocumentPath(path)).toBe(false));

  it('F6: issue files, strategy and project files have their places, and no place is of both kinds', () => {
    const ofRun = [phaseIssuesPath({ phaseId: 'F1.1', phaseIndex: 0 }), RUN_INDEX_PATH, strategyPath(1)];
    expect(ofRun).toEqual([
      'issues/phase_00_F1.1_issues.json',
      'issues/run_issue_index.json',
      'project_implementation_strategy_v1.json',
    ]);
    const ofProject = [BACKLOG_PATH, rulesetPath(12)];
    expect(ofProject).toEqual(['project_issue_backlog.json', 'project_ruleset_v12.json']);
    expect([...ofRun, ...ofProject].map((path) => [isDocumentPath(path), isProjectDocumentPath(path)])).toEqual([
      ...ofRun.map(() => [true, false]),
      ...ofProject.map(() => [false, true]),
    ]);
  });

  it('C4, F1: the pack is documents, attachments of attempts are none, and nothing else in their folders is ours', () => {
    const pack = [INCIDENT_INDEX_PATH, INCIDENT_EVENTS_PATH, INCIDENT_ISSUES_PATH];
    const attachment = attachmentPath({ phaseId: 'F1.1', phaseIndex: 3 }, '02_builder', 'ab'.repeat(32), 'patch');
    expect(pack).toEqual(['incident/README.md', 'incident/events.json', 'incident/issues.json']);
    expect(attachment).toBe('attempts/phase_03_F1.1_02_builder_abababababab.patch');
    const kinds = [...pack, attachment, 'incident/log.txt', 'incident/README.json', 'attempts/x'].map((path) => [
      isDocumentPath(path),
      isAttachmentPath(path),
    ]);
    expect(kinds).toEqual([
      ...pack.map(() => [true, false]),
      [false, true],
      ...Array.from({ length: 3 }, () => [false, false]),
    ]);
  });
});
