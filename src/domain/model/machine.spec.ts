import { defineMachine, faultsOf, type Machine, toMermaid } from './machine.js';
import { phaseMachine } from './phase-state.js';
import { runMachine } from './run-state.js';
import { tierMachine } from './tier-state.js';

/** A small table that is right; each test breaks it in one way. */
const sound = {
  name: 'lamp',
  states: ['OFF', 'ON', 'BROKEN'],
  initial: ['OFF'],
  terminal: ['BROKEN'],
  moves: [
    { from: 'OFF', to: 'ON', when: 'switched on' },
    { from: 'ON', to: 'OFF', when: 'switched off' },
    { from: 'ON', to: 'BROKEN', when: 'the filament burns through' },
  ],
} as const;
type Table = Parameters<typeof faultsOf<string>>[0];
const broken = (values: Partial<Table>): Table => ({ ...sound, ...values });

describe('S1: a table is checked before anything runs', () => {
  test('S1: a sound table has no fault', () => {
    expect(faultsOf<string>(sound)).toEqual([]);
  });

  test('S1: a state that no move leads to is reported as unreachable', () => {
    const table = broken({
      states: [...sound.states, 'DIMMED'],
      moves: [...sound.moves, { from: 'DIMMED', to: 'OFF', when: 'never' }],
    });
    expect(faultsOf(table)).toEqual(['DIMMED cannot be reached']);
  });

  test('S1: two states that lead only to each other are reported as dead ends', () => {
    const table = broken({
      states: [...sound.states, 'HUMMING', 'BUZZING'],
      moves: [
        ...sound.moves,
        { from: 'ON', to: 'HUMMING', when: 'old' },
        { from: 'HUMMING', to: 'BUZZING', when: 'older' },
        { from: 'BUZZING', to: 'HUMMING', when: 'always' },
      ],
    });
    expect(faultsOf(table)).toEqual(['HUMMING has no way to an end', 'BUZZING has no way to an end']);
  });

  test('S1: a transition that is listed twice is reported', () => {
    const table = broken({ moves: [...sound.moves, { from: 'OFF', to: 'ON', when: 'again' }] });
    expect(faultsOf(table)).toEqual(['OFF → ON is listed twice']);
  });

  test('S1: a move from or to a state that the machine does not have is reported', () => {
    const table = broken({
      moves: [...sound.moves, { from: 'ON', to: 'GONE', when: 'x' }, { from: 'LOST', to: 'ON', when: 'y' }],
    });
    expect(faultsOf(table)).toEqual(['ON → GONE names an unknown state', 'LOST → ON names an unknown state']);
  });

  test('S1: a move out of a terminal state is reported', () => {
    const table = broken({ moves: [...sound.moves, { from: 'BROKEN', to: 'OFF', when: 'repaired' }] });
    expect(faultsOf(table)).toEqual(['BROKEN is terminal and has a way out']);
  });

  test('S1: a broken table stops the process, and the message names the machine and every fault', () => {
    const table = broken({ states: [...sound.states, 'DIMMED'], terminal: [] });
    expect(() => defineMachine(table)).toThrow(
      'The lamp machine is broken: OFF has no way to an end; ON has no way to an end; BROKEN has no way to an end; DIMMED cannot be reached; DIMMED has no way to an end',
    );
  });
});

describe('S1: the diagrams in the docs come from the tables', () => {
  test('S1: the diagram has every way in, every move and every end, in table order', () => {
    expect(toMermaid(defineMachine<string>(sound))).toBe(
      [
        'stateDiagram-v2',
        '  [*] --> OFF',
        '  OFF --> ON: switched on',
        '  ON --> OFF: switched off',
        '  ON --> BROKEN: the filament burns through',
        '  BROKEN --> [*]',
      ].join('\n'),
    );
  });

  test('S1: what every live state has in common is drawn once', () => {
    const moves = [...sound.moves, { from: 'OFF', to: 'BROKEN', when: 'the filament burns through' }];
    const diagram = toMermaid(defineMachine<string>({ ...sound, moves }));
    expect(diagram).toContain('  live --> BROKEN: the filament burns through');
    expect(diagram).not.toContain('OFF --> BROKEN');
  });

  test.each([
    ['run', runMachine],
    ['tier', tierMachine],
    ['phase', phaseMachine],
  ] as [string, Machine<string>][])('S1: no label of the %s diagram holds what ends a Mermaid label', (_, machine) => {
    for (const move of machine.moves) expect(move.when).toMatch(/^[^:;\n#]+$/);
  });
});

describe('S1: the three machines are the tables of docs/rules.md, neither more nor less', () => {
  const FAILED = ['BUDGET_EXHAUSTED', 'POLICY_VIOLATION', 'REQUIRES_HUMAN_REVIEW', 'ENVIRONMENT', 'CANCELLED'].map(
    (end) => `DONE_FAILED_${end}`,
  );

  test('S1: the run machine', () => {
    expect(waysOf(runMachine)).toEqual({
      PLAN_BOOTSTRAP: sorted(['RUN_CREATED', ...FAILED]),
      RUN_CREATED: sorted(['PHASE_QUEUEING', ...FAILED]),
      PHASE_QUEUEING: sorted(['PHASE_EXECUTION', ...FAILED]),
      PHASE_EXECUTION: sorted(['GATE', 'DONE_SUCCESS', ...FAILED]),
      GATE: sorted(['PHASE_EXECUTION', 'CI_RUNNING', ...FAILED]),
      CI_RUNNING: sorted(['PHASE_EXECUTION', 'GATE', 'SNAPSHOT_CREATED', ...FAILED]),
      SNAPSHOT_CREATED: sorted(['PHASE_EXECUTION', 'DONE_SUCCESS', ...FAILED]),
      DONE_SUCCESS: [],
      DONE_FAILED_BUDGET_EXHAUSTED: [],
      DONE_FAILED_POLICY_VIOLATION: [],
      DONE_FAILED_REQUIRES_HUMAN_REVIEW: [],
      DONE_FAILED_ENVIRONMENT: [],
      DONE_FAILED_CANCELLED: [],
    });
    expect(runMachine.initial).toEqual(['PLAN_BOOTSTRAP', 'RUN_CREATED']);
    expect(runMachine.terminal).toEqual(['DONE_SUCCESS', ...FAILED]);
  });

  test('S1: the phase machine', () => {
    expect(waysOf(phaseMachine)).toEqual({
      QUEUED: ['EXECUTING', 'FAILED', 'SKIPPED'],
      EXECUTING: ['FAILED', 'GATE', 'QUEUED'],
      GATE: ['CI_RUNNING', 'FAILED', 'QUEUED'],
      CI_RUNNING: ['COMPLETE', 'FAILED', 'GATE', 'QUEUED'],
      COMPLETE: [],
      FAILED: [],
      SKIPPED: [],
    });
    expect(phaseMachine.initial).toEqual(['QUEUED']);
  });

  test('S1: the tier machine', () => {
    expect(waysOf(tierMachine)).toEqual({
      PENDING: ['FAILED', 'IN_PROGRESS', 'SKIPPED'],
      IN_PROGRESS: ['COMPLETE', 'FAILED', 'SKIPPED'],
      COMPLETE: [],
      FAILED: [],
      SKIPPED: [],
    });
    expect(tierMachine.initial).toEqual(['PENDING']);
  });

  test('C1: no state of any machine waits for a human: from every one a chain of moves leads to an end', () => {
    for (const machine of [runMachine, tierMachine, phaseMachine] as readonly Machine<string>[])
      expect(faultsOf(machine)).toEqual([]);
  });
});

function waysOf(machine: Machine<string>): Record<string, string[]> {
  for (const from of machine.states) {
    const offered = machine.states.filter((to) => machine.allows(from, to));
    expect(sorted(offered)).toEqual(sorted(machine.targets(from)));
    expect(machine.isTerminal(from)).toBe(offered.length === 0);
  }
  return Object.fromEntries(machine.states.map((state) => [state, sorted(machine.targets(state))]));
}

function sorted(states: readonly string[]): string[] {
  return [...states].sort();
}
