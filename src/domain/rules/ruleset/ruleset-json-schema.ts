/**
 * The ruleset's form as JSON Schema (draft 2020-12), for editors and other languages: printed from the schema that
 * documents are read with.
 */
import { z } from 'zod';

import { rulesetSchema } from './ruleset-schema.js';

export function rulesetJsonSchema(): object {
  const { $schema, ...form } = z.toJSONSchema(rulesetSchema, { target: 'draft-2020-12', io: 'input' });
  return {
    $schema,
    $id: 'ruleset.schema.json',
    title: 'Autopack ruleset',
    description:
      'The policy of a project: budgets and care of its runs, tiers and phases. Every key may be left out. The server checks globs, ' +
      'branch names and texts more closely than this schema can say.',
    ...form,
  };
}
