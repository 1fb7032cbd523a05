/** What the disk below the runs root says when it takes nothing, in words for whoever sent what was to be kept. */
import { codeOf, type OutageReason, ServerOutage } from '../common/outages.js';

const REASONS: Readonly<Record<string, OutageReason>> = {
  ENOSPC: 'server_disk_full',
  EDQUOT: 'server_disk_full',
  EFBIG: 'server_disk_full',
  EROFS: 'server_disk_read_only',
  EACCES: 'server_disk_read_only',
  EPERM: 'server_disk_read_only',
};
const WORDS: Readonly<Record<string, string>> = {
  server_disk_full: 'The server’s disk is full',
  server_disk_read_only: 'The server may not write to its disk',
  server_disk_failed: 'The server’s disk takes no files',
};

/** An operator sees with the code what to mend; the path is in the log. */
export function diskOutage(error: unknown): ServerOutage {
  if (error instanceof ServerOutage) return error;
  const code = codeOf(error);
  const reason = REASONS[code] ?? 'server_disk_failed';
  const detail = code === '' ? '' : ` (${code} below AUTONOMOUS_RUNS_DIR)`;
  const message = `${WORDS[reason]}${detail}: nothing was taken, and nothing is charged. Send it again; it is taken when the disk has space and may be written to.`;
  return new ServerOutage(reason, message, { cause: error });
}
