/** Reads objects once, with one git process for each query (`git cat-file --batch`); any git can do it. */
import type { ObjectInfo, ObjectSource, StoredObject } from './object-source.js';
import type { Git } from './run-git.js';

/** How git heads an answer that it has. */
export const HEADER = /^[0-9a-f]+ (commit|tree|blob|tag) (\d+)$/;
const LF = 0x0a;

export class OnceReader implements ObjectSource {
  constructor(private readonly git: Git) {}

  async infos(ids: readonly string[]): Promise<ReadonlyMap<string, ObjectInfo>> {
    return this.answers(ids, '--batch-check', () => ({ next: 0, of: (type, size) => ({ type, size }) }));
  }

  async contents(ids: readonly string[]): Promise<ReadonlyMap<string, StoredObject>> {
    return this.answers(ids, '--batch', (output, at, size) => ({
      next: size + 1,
      of: (type) => ({ type, content: output.subarray(at, at + size) }),
    }));
  }

  private async answers<Answer>(
    ids: readonly string[],
    mode: string,
    behind: (output: Buffer, at: number, size: number) => { next: number; of(type: string, size: number): Answer },
  ): Promise<ReadonlyMap<string, Answer>> {
    const answers = new Map<string, Answer>();
    const distinct = [...new Set(ids)];
    if (distinct.length === 0) return answers;
    const output = await this.git.read(['cat-file', mode], { input: distinct.map((id) => `${id}\n`).join('') });
    let at = 0;
    for (const id of distinct) {
      const lineEnd = output.indexOf(LF, at);
      const [, type, digits] = HEADER.exec(output.subarray(at, lineEnd).toString('latin1')) ?? [];
      at = lineEnd + 1;
      if (type === undefined) continue;
      const { next, of } = behind(output, at, Number(digits));
      answers.set(id, of(type, Number(digits)));
      at += next;
    }
    return answers;
  }
}
