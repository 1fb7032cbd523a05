import { PrintedLines } from './printed-lines.js';

const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';

function printed(...texts: readonly string[]) {
  let told = 0;
  const lines = new PrintedLines(() => (told += 1));
  for (const text of texts) lines.add(text, ['sesame-17']);
  return { lines, told: () => told };
}

describe('O8: what a worker sends of what is printed', () => {
  it('O8: whole lines, once, in their order', () => {
    const { lines, told } = printed('on', 'e\ntwo\nthr');
    expect(told()).toBe(1);
    const first = lines.ready()!;
    expect(first.text).toBe('one\ntwo\n');
    lines.add('ee\n');
    lines.taken(first.upTo);
    lines.taken(first.upTo);
    expect(lines.ready()!.text).toBe('three\n');
    lines.taken(lines.ready()!.upTo);
    expect(lines.ready()).toBeNull();
  });

  it('O8: no secret, also if it comes in two pieces, no place of this machine, no control character', () => {
    const { lines } = printed(`\u001b[1mpush ${TOKEN.slice(0, 20)}`);
    expect(lines.ready()).toBeNull();
    lines.hide('/srv/work', '[work root]');
    lines.add(`${TOKEN.slice(20)} in /srv/work/a\nopen sesame-17\n-----BEGIN PRIVATE KEY-----\n${'ab12'.repeat(16)}\n`);
    expect(lines.ready()!.text).toBe('push [redacted] in [work root]/a\nopen [redacted]\n');
    lines.taken(lines.ready()!.upTo);
    lines.add(`${'cd34'.repeat(16)}\n-----END PRIVATE KEY-----\nbye\n`);
    expect(lines.ready()!.text).toBe('[redacted]\nbye\n');
  });

  it('O8: 4 kB at most in bounded memory, the newest, with a mark', () => {
    const { lines } = printed();
    for (let i = 0; i < 100_000; i += 1) lines.add(`line ${i}\n`);
    const { text } = lines.ready()!;
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
    expect(text).toMatch(/^\[\d+ bytes of output are left out here\]\nline [^]*line 99999\n$/);
    expect(JSON.stringify(lines).length).toBeLessThan(70_000);
  });
});
