import { type Actor, actorKind, type Subject, subjectKind } from './run-event.js';

test.each<[Actor, string]>([
  ['operator', 'OPERATOR'],
  ['clock', 'CLOCK'],
  ['builder/b-1', 'BUILDER'],
  ['auditor/a/2', 'AUDITOR'],
  ['ci/clock', 'CI'],
  ['deployer/x', 'OPERATOR'],
])('E1: %s acted as %s', (actor, kind) => expect(actorKind(actor)).toBe(kind));

test.each<[Subject, string]>([
  ['run', 'RUN'],
  ['tier/phase/x', 'TIER'],
  ['phase/tier', 'PHASE'],
])('E1: %s is about a %s', (subject, kind) => expect(subjectKind(subject)).toBe(kind));
