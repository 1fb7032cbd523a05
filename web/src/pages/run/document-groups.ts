/** Documents of a run in groups, each with a word for its kind. */
interface DocumentFacts {
  readonly path: string;
  readonly kind: string;
}

const KINDS: Readonly<Record<string, string>> = {
  run_summary: 'Summary of the run',
  tier_summary: 'Summary of a tier',
  phase_summary: 'Summary of a phase',
  phase_issues: 'Issues of a phase',
  run_issue_index: 'All issues',
  strategy: 'Strategy',
  incident_index: 'Incident: read this first',
  incident_events: 'Incident: events',
  incident_issues: 'Incident: issues',
  patch: 'Patch',
  log: 'Log',
  report: 'Report',
  result: 'Result',
};

export const kindWord = (kind: string): string => KINDS[kind] ?? kind;

/** How a document is displayed, by the end of its name. */
export function formOf(path: string): 'markdown' | 'json' | 'text' {
  if (/\.(md|markdown)$/i.test(path)) return 'markdown';
  return /\.json$/i.test(path) ? 'json' : 'text';
}

/** JSON with one value a line; what is no JSON stays as it is. */
export function asJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What one reads first: the incident's index of a failed run, else the summary. */
export function firstOf<Document extends DocumentFacts>(files: readonly Document[]): Document | undefined {
  return (
    files.find(({ kind }) => kind === 'incident_index') ?? files.find(({ kind }) => kind === 'run_summary') ?? files[0]
  );
}
