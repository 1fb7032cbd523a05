/** What of a run is displayed, as its address says it: `?view=events&kind=phases&file=…#event-12`. */
import { runLink } from '../links.js';

export const VIEWS = ['overview', 'events', 'documents'] as const;
export type View = (typeof VIEWS)[number];

export interface RunPlace {
  readonly view: View;
  /** A group of kinds of events; '': all. */
  readonly kind: string;
  /** The event that is looked at. */
  readonly seq: number | null;
  /** Path of the document that is looked at. */
  readonly file: string | null;
}

const EVENT = /^#event-(\d{1,9})$/;

export function placeOf(search: string, hash: string): RunPlace {
  const given = new URLSearchParams(search);
  const seq = EVENT.exec(hash)?.[1];
  const file = given.get('file');
  const named = VIEWS.find((view) => view === given.get('view'));
  // The address of an event or a document alone is enough.
  const view = named ?? (seq !== undefined ? 'events' : file !== null ? 'documents' : 'overview');
  return { view, kind: given.get('kind') ?? '', seq: seq === undefined ? null : Number(seq), file };
}

/** The address below /ui of a part of a run. */
export function placeLink(runId: string, { view, kind, seq, file }: Partial<RunPlace>): string {
  const given = new URLSearchParams();
  if (view && view !== 'overview') given.set('view', view);
  if (kind) given.set('kind', kind);
  if (file) given.set('file', file);
  const search = given.size > 0 ? `?${given}` : '';
  return `${runLink(runId)}${search}${seq ? `#event-${seq}` : ''}`;
}
