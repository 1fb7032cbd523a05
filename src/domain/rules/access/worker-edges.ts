/**
 * What workers read of the graph behind what they hold (A2): their phase with its attempts and issues, and where its run and tier stand.
 * Other phases with their patches, the history and the files of the run, its promotion, and the project are not theirs. Closed by
 * default: of a type with an `id`, a field that leads to other objects is for workers only if it is named here.
 */
const EDGES: Readonly<Record<string, readonly string[]>> = {
  Run: ['attention', 'baseline', 'budgets', 'failure', 'nextDeadline', 'phaseCounts', 'waitingFor'],
  Tier: ['budgets', 'cleanlinessReasons', 'run'],
  Phase: ['attempts', 'budgets', 'holder', 'issues', 'run', 'strategy', 'tier', 'waitingFor'],
  Attempt: ['artefacts', 'ciTries', 'gate', 'output', 'phase'],
};

/** Whether workers may follow the field `name` of a type that has an `id`. */
export const isForWorkers = (type: string, name: string): boolean => EDGES[type]?.includes(name) ?? false;
