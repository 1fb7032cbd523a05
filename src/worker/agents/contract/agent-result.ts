/**
 * The file in which an agent may report what cannot be seen in its changes: issues, probes, notes, an Auditor's verdict (W8, W10). It is
 * read strictly: a key that is not known here is a mistake that its author must hear of, not one to be swallowed. What it claims is judged elsewhere.
 */
import { z } from 'zod';

import {
  LIST_ENTRY_MAX_LENGTH,
  LIST_MAX_ENTRIES,
  nameFault,
  TEXT_MAX_LENGTH,
  textFault,
} from '../../../domain/model/identity.js';
import { EVIDENCE_MAX_ENTRIES, issueKeyFault, type IssueReport } from '../../../domain/model/issue.js';
import {
  AUDIT_VERDICTS,
  type AuditVerdict,
  BUILDER_STATUSES,
  type BuilderStatus,
  type Confidence,
  CONFIDENCES,
  ISSUE_SOURCES,
  SEVERITIES,
} from '../../../domain/model/vocabulary.js';
import { formFaults } from '../../../domain/rules/ruleset/json-document.js';
import { withoutMark } from '../../../domain/text/input-text.js';
import type { AgentRole } from './agent-role.js';
import { formOf, inWords } from './form-faults.js';

export interface ProbeReport {
  readonly name: string;
  readonly kind: string;
  readonly exitCode: number;
  readonly durationSeconds: number | null;
  readonly outputTail: string | null;
}

export interface BuilderAgentResult {
  readonly role: 'BUILDER';
  /** null: not stated; the submitter decides by the agent's end. */
  readonly status: BuilderStatus | null;
  readonly notes: string | null;
  readonly probes: readonly ProbeReport[];
  readonly issues: readonly IssueReport[];
}

export interface AuditorAgentResult {
  readonly role: 'AUDITOR';
  readonly verdict: AuditVerdict;
  readonly notes: string;
  readonly confidence: Confidence | null;
  readonly issues: readonly IssueReport[];
}

export type AgentResult = BuilderAgentResult | AuditorAgentResult;

const MAX_SECONDS = 1_000_000;
const MAX_FAULTS_DISPLAYED = 5;

/** One of our words, in upper or lower case; read into ours. */
function word<const Words extends readonly [string, ...string[]]>(known: Words) {
  const both: readonly string[] = [...known, ...known.map((each) => each.toLowerCase())];
  return z.enum(both).transform((text) => text.toUpperCase() as Words[number]);
}

const ruled = (fault: (text: string) => string | null, maxLength: number, minLength = 0) =>
  z
    .string()
    .superRefine((text, context) => {
      const wrong = fault(text);
      if (wrong) context.addIssue({ code: 'custom', message: wrong });
    })
    .meta({ minLength, maxLength });

const text = () => ruled((value) => textFault(value, TEXT_MAX_LENGTH), TEXT_MAX_LENGTH);
const name = () => ruled(nameFault, 200, 1);

const issue = z.strictObject({
  issueKey: ruled(issueKeyFault, 200, 1).describe(
    'The same problem, the same key: small letters, digits, "_", ".", ":" and "-"; by custom category__subject__detail.',
  ),
  category: name().describe('Kind of issue.'),
  severity: word(SEVERITIES).optional().describe('Left out: the default of the category.'),
  source: word(ISSUE_SOURCES).describe('Who found it: SELF_DOUBT for what you are unsure of yourself.'),
  description: text().optional().describe('What is wrong, for people.'),
  expectedFail: z.boolean().optional().describe('A failure that is known and accepted: recorded, never counted.'),
  evidenceRefs: z
    .array(ruled((value) => textFault(value, LIST_ENTRY_MAX_LENGTH), LIST_ENTRY_MAX_LENGTH))
    .max(LIST_MAX_ENTRIES)
    .optional()
    .describe(`Paths, links, log lines; ${EVIDENCE_MAX_ENTRIES} distinct ones are kept.`),
});
const issues = () => z.array(issue).max(LIST_MAX_ENTRIES).optional();

const probe = z.strictObject({
  name: name().describe('What was tried.'),
  kind: name().describe('Such as test, lint, build.'),
  exitCode: z.int().min(-1_000_000).max(1_000_000).describe('0: passed.'),
  durationSeconds: z.number().min(0).max(MAX_SECONDS).optional().describe('How long it took.'),
  outputTail: text().optional().describe('The end of what it wrote.'),
});

export const builderResultSchema = z.strictObject({
  status: word(BUILDER_STATUSES).optional().describe('How you judge your own work; the gate judges it anew.'),
  notes: text().optional().describe('What you did and what the next one should know.'),
  probes: z.array(probe).max(LIST_MAX_ENTRIES).optional().describe('Checks that you ran yourself.'),
  issues: issues().describe('Problems that you saw and did not solve.'),
});

export const auditorResultSchema = z.strictObject({
  verdict: word(AUDIT_VERDICTS).describe(
    'APPROVE: may be applied. REVISE: back to a Builder with your notes. ESCALATE: the phase cannot be saved.',
  ),
  notes: text().describe('Why; a Builder reads this.'),
  confidence: word(CONFIDENCES).optional().describe('How sure you are.'),
  issues: issues().describe('Problems that you found.'),
});

export type ReadResult = { readonly result: AgentResult } | { readonly fault: string };

/** From the text of a result file to the result, or to a sentence that says everything that is wrong with it. */
export function readAgentResult(role: AgentRole, content: string): ReadResult {
  let document: unknown;
  try {
    document = JSON.parse(withoutMark(content));
  } catch {
    return { fault: 'The result file is not JSON.' };
  }
  const unsafe = formFaults(document);
  if (unsafe.length > 0) return { fault: reported(unsafe.map((each) => inWords(each, 'The result'))) };
  return role === 'BUILDER' ? readBuilder(document) : readAuditor(document);
}

function readBuilder(document: unknown): ReadResult {
  const read = builderResultSchema.safeParse(document);
  if (!read.success) return { fault: faultOf(read.error, document) };
  const { status, notes, probes, issues: reported } = read.data;
  const result: BuilderAgentResult = {
    role: 'BUILDER',
    status: status ?? null,
    notes: notes ?? null,
    probes: (probes ?? []).map((each) => ({
      ...each,
      durationSeconds: each.durationSeconds ?? null,
      outputTail: each.outputTail ?? null,
    })),
    issues: (reported ?? []).map(issueReport),
  };
  return { result };
}

function readAuditor(document: unknown): ReadResult {
  const read = auditorResultSchema.safeParse(document);
  if (!read.success) return { fault: faultOf(read.error, document) };
  const { verdict, notes, confidence, issues: reported } = read.data;
  return {
    result: {
      role: 'AUDITOR',
      verdict,
      notes,
      confidence: confidence ?? null,
      issues: (reported ?? []).map(issueReport),
    },
  };
}

const issueReport = (from: z.output<typeof issue>): IssueReport => ({
  issueKey: from.issueKey,
  category: from.category,
  severity: from.severity ?? null,
  source: from.source,
  description: from.description ?? null,
  taskCategory: null,
  complexity: null,
  expectedFail: from.expectedFail ?? false,
  evidenceRefs: from.evidenceRefs ?? [],
});

const faultOf = (error: z.ZodError, document: unknown): string =>
  reported(formOf(error.issues, document).map((each) => inWords(each, 'The result')));

function reported(sentences: readonly string[]): string {
  const more = sentences.length - MAX_FAULTS_DISPLAYED;
  const displayed = sentences.slice(0, MAX_FAULTS_DISPLAYED).join('; ');
  return `The result file is not accepted: ${displayed}${more > 0 ? `; and ${more} more` : ''}.`;
}
