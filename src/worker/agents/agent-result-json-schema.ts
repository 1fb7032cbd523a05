/** The form of the result file as JSON Schema (draft 2020-12): published for people, and placed beside the prompt for the agent. */
import { z } from 'zod';

import { auditorResultSchema, builderResultSchema } from './contract/agent-result.js';
import type { AgentRole } from './contract/agent-role.js';

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** For one role: the form that an agent gets. */
export function agentResultJsonSchema(role: AgentRole): object {
  const { $schema, ...form } = formOf(role);
  return { $schema, title: `Result of ${role === 'BUILDER' ? 'a Builder' : 'an Auditor'}`, ...form };
}

/** Of both: what is published as docs/schemas/agent-result.schema.json. */
export function agentResultsJsonSchema(): object {
  const [{ $schema: _b, ...builder }, { $schema: _a, ...auditor }] = [formOf('BUILDER'), formOf('AUDITOR')];
  return {
    $schema: DRAFT,
    $id: 'agent-result.schema.json',
    title: 'Autopack agent result',
    description:
      'The file that an agent may leave: optional for a Builder, needed of an Auditor. Unknown keys are refused.',
    anyOf: [{ $ref: '#/$defs/builder' }, { $ref: '#/$defs/auditor' }],
    $defs: { builder, auditor },
  };
}

const formOf = (role: AgentRole) =>
  z.toJSONSchema(role === 'BUILDER' ? builderResultSchema : auditorResultSchema, {
    target: 'draft-2020-12',
    io: 'input',
  });
