/**
 * A state machine as data (S1): one table of moves, written in life order. Types, database checks, GraphQL enums and
 * the diagrams in the docs are all derived from these tables; nothing else in the code says what is legal.
 */
export interface Move<State extends string> {
  readonly from: State;
  readonly to: State;
  /** When the move is made, in the words of the product's rules; displayed in the diagrams. */
  readonly when: string;
}

export interface Machine<State extends string> {
  readonly name: string;
  readonly states: readonly State[];
  readonly initial: readonly State[];
  readonly terminal: readonly State[];
  readonly moves: readonly Move<State>[];
  /** Is there a row from → to in the table? */
  allows(from: State, to: State): boolean;
  /** The states that the table offers from here, in table order; empty for a terminal state. */
  targets(from: State): readonly State[];
  isTerminal(state: State): boolean;
}

type MachineTable<State extends string> = Pick<Machine<State>, 'name' | 'states' | 'initial' | 'terminal' | 'moves'>;

/**
 * Builds a machine and checks its table (S1). Called while modules load, so that a broken table stops the process at
 * start.
 */
export function defineMachine<const State extends string>(table: MachineTable<State>): Machine<State> {
  const faults = faultsOf(table);
  if (faults.length > 0) throw new Error(`The ${table.name} machine is broken: ${faults.join('; ')}`);
  const targets = new Map<State, State[]>(table.states.map((state) => [state, []]));
  for (const move of table.moves) targets.get(move.from)!.push(move.to);
  const terminal = new Set(table.terminal);
  return {
    ...table,
    allows: (from, to) => targets.get(from)!.includes(to),
    targets: (from) => targets.get(from)!,
    isTerminal: (state) => terminal.has(state),
  };
}

/**
 * Everything that is wrong with a table: unknown or repeated rows, unreachable states, dead ends, moves out of a
 * terminal state.
 */
export function faultsOf<State extends string>(table: MachineTable<State>): string[] {
  const faults: string[] = [];
  const known = new Set(table.states);
  const seen = new Set<string>();
  for (const { from, to } of table.moves) {
    if (!known.has(from) || !known.has(to)) faults.push(`${from} → ${to} names an unknown state`);
    if (seen.has(`${from} → ${to}`)) faults.push(`${from} → ${to} is listed twice`);
    if (table.terminal.includes(from)) faults.push(`${from} is terminal and has a way out`);
    seen.add(`${from} → ${to}`);
  }
  const reached = reachableFrom(table.initial, table.moves);
  const ending = reachableFrom(
    table.terminal,
    table.moves.map(({ from, to }) => ({ from: to, to: from })),
  );
  for (const state of table.states) {
    if (!reached.has(state)) faults.push(`${state} cannot be reached`);
    if (!ending.has(state)) faults.push(`${state} has no way to an end`);
  }
  return faults;
}

function reachableFrom<State extends string>(
  start: readonly State[],
  moves: readonly { from: State; to: State }[],
): Set<State> {
  const reached = new Set(start);
  for (let before = -1; before !== reached.size;) {
    before = reached.size;
    for (const { from, to } of moves) if (reached.has(from)) reached.add(to);
  }
  return reached;
}

/**
 * The machine as a Mermaid state diagram. What every live state has in common is drawn once, as leading from `live`.
 */
export function toMermaid<State extends string>(machine: Machine<State>): string {
  const live = machine.states.filter((state) => !machine.isTerminal(state));
  const words = (to: State) => new Set(machine.moves.filter((move) => move.to === to).map((move) => move.when));
  const common = machine.terminal.filter(
    (to) => live.every((from) => machine.allows(from, to)) && words(to).size === 1,
  );
  const own = machine.moves.filter(({ to }) => !common.includes(to));
  return [
    'stateDiagram-v2',
    ...machine.initial.map((state) => `  [*] --> ${state}`),
    ...own.map(({ from, to, when }) => `  ${from} --> ${to}: ${when}`),
    ...(common.length > 0 ? ['  state "every state that has not ended" as live'] : []),
    ...common.map((to) => `  live --> ${to}: ${machine.moves.find((move) => move.to === to)!.when}`),
    ...machine.terminal.map((state) => `  ${state} --> [*]`),
  ].join('\n');
}
