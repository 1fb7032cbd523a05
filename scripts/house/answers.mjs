/** Answers of GraphQL operations without the type that their document gives them. */
import { lineOf } from './repository.mjs';

const UNTYPED = /\bAnyData\b/g;

export const untypedAnswers = (files) =>
  files.flatMap(({ path, text }) =>
    [...text.matchAll(UNTYPED)].map(({ index }) => ({
      path,
      line: lineOf(text, index),
      text: 'an answer without a type',
    })),
  );
