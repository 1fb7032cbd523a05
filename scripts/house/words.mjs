/** Words that the project no longer uses for its mechanisms, in identifiers and names of files. */
import { basename } from 'node:path';
import ts from 'typescript';
import { isGenerated, lineOf } from './repository.mjs';

/** Old word → the standard term. */
const REPLACED = {
  lever: 'manual transition',
  levers: 'manual transitions',
  bell: 'notifier',
  bells: 'notifiers',
  doorbell: 'subscription',
  doorbells: 'subscriptions',
  desk: 'service',
  keeper: 'adapter',
  hand: 'claim, lease',
  hands: 'leased, held',
  handed: 'assigned, submitted',
  handing: 'submitting',
  course: 'transition',
  prelude: 'preparation',
  occasion: 'context',
  told: 'reported',
  tell: 'report',
  tells: 'reports',
  telling: 'reporting',
  shown: 'rendered, displayed',
  noted: 'recorded',
  laid: 'placed, checked out',
  insist: 'assert',
  insistence: 'assertion',
  mischief: 'hostile action',
  voice: 'output',
  likeness: 'format',
  twin: 'duplicate',
  twins: 'duplicates',
  wishes: 'overrides',
  wished: 'overridden',
  hope: 'pending claim',
  hopes: 'pending claims',
  beat: 'heartbeat',
  beats: 'heartbeats',
  bodies: 'attachments',
  brings: 'contains, submits',
  brought: 'submitted',
  stands: 'exists, is',
  standing: 'existing, current',
  said: 'stated, reported',
  asked: 'requested',
  whoever: 'client, caller, reader, worker',
};

/** Names that stay, because data or files of users hold them. An exception applies below `under`, to the names that `names` matches. */
const EXCEPTIONS = [
  // Stored in the JSON of a phase: servers of two versions read and write it together.
  { word: 'standing', under: '', names: /^standing$/ },
  // Columns, and the facts that have their names.
  { word: 'shown', under: '', names: /^(shown_?(version|at)|issuesShown|indexShown)$/i },
  { word: 'asked', under: '', names: /^asked(_id)?$/ },
  { word: 'told', under: '', names: /^tokensTold$/ },
  // Data of events.
  { word: 'noted', under: '', names: /^noted$/ },
  // A migration that ran is never edited.
  ...Object.keys(REPLACED).map((word) => ({ word, under: 'src/database/migrations/', names: /./ })),
];

const OLD = new RegExp(Object.keys(REPLACED).join('|'), 'i');
const wordsOf = (name) =>
  name.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((word) => word.toLowerCase());

export function oldWords(files) {
  return files
    .filter(({ path }) => !isGenerated(path))
    .flatMap(({ path, text }) => [...inPath(path), ...inIdentifiers(path, text)]);
}

function inPath(path) {
  return faultsOf(path, basename(path)).map((fault) => ({ path, line: 1, text: `the file name says ${fault}` }));
}

function inIdentifiers(path, text) {
  // Parsing takes most of the time, and few files need it.
  if (!OLD.test(text)) return [];
  const seen = new Map();
  const visit = (node) => {
    if (ts.isIdentifier(node) && !seen.has(node.text)) seen.set(node.text, node.end - node.text.length);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ESNext));
  return [...seen].flatMap(([name, at]) =>
    faultsOf(path, name).map((fault) => ({ path, line: lineOf(text, at), text: `${name} says ${fault}` })),
  );
}

function faultsOf(path, name) {
  return wordsOf(name)
    .filter((word) => Object.hasOwn(REPLACED, word))
    .filter(
      (word) => !EXCEPTIONS.some((each) => each.word === word && path.startsWith(each.under) && each.names.test(name)),
    )
    .map((word) => `“${word}”; the term is: ${REPLACED[word]}`);
}
