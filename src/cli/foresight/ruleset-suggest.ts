/** `autopack ruleset suggest`: caps and attempts as the ended phases suggest, with reasons and a back-test (X5). */
import { accepted, GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { fitted, nextSteps } from '../operator/present.js';
import { DEFAULT_PROJECT } from '../shared/default-project.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import { foldedLines } from '../shared/folded-lines.js';
import { type Output, printable } from '../shared/output.js';
import { serverAddress, type ServerOptions } from '../shared/server-address.js';
import { backtestLines } from './backtest.js';

export interface SuggestOptions extends ServerOptions {
  readonly project?: string;
  /** Print the document and nothing else on standard output. */
  readonly document?: boolean;
}

const SUGGEST = gql(
  `query SuggestRuleset($projectId: ID!) { suggestRuleset(projectId: $projectId) { document
    differences { path before after } reasons { code message source }
    backtest { same otherEnd unknown runs { runId outcome before after atSeq reason { code message source } }
      errors { ...Refusal } } } }`,
  REFUSAL,
);

export async function rulesetSuggest(output: Output, options: SuggestOptions): Promise<number> {
  const { project: projectId = DEFAULT_PROJECT } = options;
  const { suggestRuleset } = await new GraphqlClient(serverAddress(options)).request(SUGGEST, { projectId });
  if (!suggestRuleset) throw new CommandFailed(`There is no project "${printable(projectId)}".`);
  const { document, differences, reasons, backtest } = suggestRuleset;
  const played = accepted(backtest);
  output.document({ ok: true, projectId, document, differences, reasons, backtest: played });
  if (output.json) return EXIT.ok;
  const lines: string[] = [];
  if (differences.length > 0)
    lines.push(
      ...fitted(
        output,
        ['VALUE', 'NOW', 'SUGGESTED'],
        differences.map(({ path, before, after }) => [path, before ?? '-', after ?? '-']),
        [0],
      ),
      '',
    );
  else lines.push('Nothing is suggested.', '');
  for (const { message } of reasons) lines.push(...foldedLines(printable(message), output.columns, '  '));
  if (differences.length > 0)
    lines.push('', output.paint('bold', 'Ended runs under it'), ...backtestLines(output, played));
  // With --document standard output is the document alone, so that it can be kept in a file and published.
  for (const line of lines) {
    if (options.document === true) output.complain(line);
    else output.line(line);
  }
  if (options.document === true) output.line(JSON.stringify(document, null, 2));
  const of = `--project ${projectId}`;
  nextSteps(
    output,
    differences.length === 0
      ? [`autopack calibrate ${of}`]
      : [
          `autopack ruleset suggest ${of} --document > ruleset.json`,
          `autopack backtest ${projectId} --ruleset ruleset.json`,
          `autopack ruleset publish ruleset.json ${of}`,
        ],
  );
  return EXIT.ok;
}
