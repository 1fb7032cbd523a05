/** The first line of a commit message: `type(scope): subject`, as https://www.conventionalcommits.org has it. The hook `commit-msg` calls it with the file of the message. */
import { readFileSync } from 'node:fs';

const TYPES = ['build', 'chore', 'ci', 'docs', 'feat', 'fix', 'perf', 'refactor', 'revert', 'style', 'test'];
const LONGEST = 100;

const [first = ''] = readFileSync(process.argv[2], 'utf8').split('\n');
/** What git writes by itself. */
const isGits = /^(Merge|Revert|fixup!|squash!)/.test(first);
const form = new RegExp(`^(${TYPES.join('|')})(\\([a-z0-9,./-]+\\))?!?: \\S`);

const faults = [];
if (!isGits && !form.test(first))
  faults.push(
    `begins with one of ${TYPES.join(', ')}, then a scope if you like, a colon and what the change does: fix(worker): …`,
  );
if (!isGits && first.length > LONGEST) faults.push(`has at most ${LONGEST} characters, and ${first.length} are there`);
for (const fault of faults) console.error(`The first line of the message ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
