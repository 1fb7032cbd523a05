import { categoryDefaults, KNOWN_TASK_CATEGORIES } from './category-defaults.js';

/** The table of task categories, as docs/rules.md has it. */
const SPECIFIED = `
  cross_cutting_refactor     | high   | strict | 2 | 2 | 1,000,000 | no  | refactor_review             | refactor_heavy
  index_registry_maintenance | high   | strict | 2 | 2 | 800,000   | no  | index_review                | refactor_heavy
  schema_change              | high   | strict | 2 | 3 | 1,000,000 | no  | schema_review               | schema_heavy
  bulk_operation             | high   | strict | 1 | 2 | 1,500,000 | no  | bulk_review                 | refactor_heavy
  security_auth              | high   | strict | 2 | 3 | 800,000   | no  | security_review             | refactor_heavy
  external_feature_reuse     | high   | strict | 2 | 2 | 1,000,000 | no  | external_code_review        | scaffolding_heavy
  external_code_intake       | high   | strict | 2 | 3 | 1,200,000 | no  | license_and_security_review | scaffolding_heavy
  orchestrator               | high   | strict | 2 | 2 | 1,000,000 | no  | orchestrator_review         | refactor_heavy
  feature_scaffolding        | medium | normal | 3 | 2 | 500,000   | yes | general_review              | scaffolding_heavy
  debt_cleanup               | medium | normal | 2 | 3 | 400,000   | no  | debt_cleanup_review         | tweak_light
  tests                      | low    | normal | 3 | 1 | 300,000   | yes | general_review              | tweak_light
  docs                       | low    | normal | 2 | 1 | 200,000   | yes | general_review              | tweak_light
  any other, or none         | medium | normal | 3 | 2 | 500,000   | yes | general_review              | tweak_light
`;

const rows = SPECIFIED.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()) as [string, ...string[]]);
const anyOther = rows.at(-1)!;

function specified([, complexity, ci, builder, auditor, tokens, autoApply, profile, mode]: readonly string[]) {
  return {
    complexity: complexity!.toUpperCase(),
    ciProfile: ci!.toUpperCase(),
    maxBuilderAttempts: Number(builder),
    maxAuditorAttempts: Number(auditor),
    incidentTokenCap: Number(tokens!.replaceAll(',', '')),
    autoApply: autoApply === 'yes',
    auditorProfile: profile,
    builderMode: mode!.toUpperCase(),
  };
}

test.each(rows.slice(0, -1))('P4: the defaults of %s are those of the rules', (...row) => {
  expect(categoryDefaults(row[0])).toEqual(specified(row));
});

test.each([null, '', 'Docs', 'docs ', 'game_design', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'P4: a phase of category %j gets the last row of the table',
  (category) => {
    expect(categoryDefaults(category)).toEqual(specified(anyOther));
  },
);

test('P4: no category has a row that the rules do not have', () => {
  expect([...KNOWN_TASK_CATEGORIES].sort()).toEqual(
    rows
      .slice(0, -1)
      .map(([category]) => category)
      .sort(),
  );
});
