/** `autopack project check`: what would prevent a run of a project, before one starts (P12). */
import { GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import { Checks } from '../shared/checks.js';
import { DEFAULT_PROJECT } from '../shared/default-project.js';
import { EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { serverAddress, type ServerOptions } from '../shared/server-address.js';

export interface ProjectCheckOptions extends ServerOptions {
  readonly project?: string;
}

const CHECK = gql(
  'query ProjectCheck($projectId: ID!) { projectCheck(projectId: $projectId) { ok findings { code message path } } }',
);

/** Exit code 1 if something was found. */
export async function projectCheck(output: Output, options: ProjectCheckOptions): Promise<number> {
  const projectId = options.project ?? DEFAULT_PROJECT;
  const client = new GraphqlClient(serverAddress(options));
  const { ok, findings } = (await client.request(CHECK, { projectId })).projectCheck;
  const checks = new Checks(output);
  for (const { code, message } of findings) checks.fail(code, message);
  if (ok) checks.ok(`project ${printable(projectId)}`, 'a run can start, be judged and be promoted');
  output.document({ ok, projectId, findings });
  return ok ? EXIT.ok : EXIT.wrong;
}
