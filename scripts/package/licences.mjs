/** The licences of the packages of which something is packed: most of them ask that their text goes along. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LIST = 'dist/packed/packages.json';
const OUTPUT = 'dist/THIRD-PARTY-LICENSES.md';
const LICENCE = /^(licen[cs]e|copying|notice)([-.].*)?$/i;

export function writeLicences(root) {
  const packages = JSON.parse(readFileSync(join(root, LIST), 'utf8'));
  const parts = packages.map(({ name, version, license, folder }) => {
    const path = join(root, folder);
    const texts = readdirSync(path)
      .filter((file) => LICENCE.test(file))
      .sort()
      .map((file) => readFileSync(join(path, file), 'utf8').trim());
    return `## ${name} ${version}\n\n${license ?? 'see below'}\n\n${texts.map((text) => `\`\`\`\`text\n${text}\n\`\`\`\`\n`).join('\n')}`;
  });
  const head = `# Licences of packages that are packed into Autopack\n\nParts of these ${packages.length} packages are in the files of this package.\n`;
  writeFileSync(join(root, OUTPUT), `${head}\n${parts.join('\n')}`);
}
