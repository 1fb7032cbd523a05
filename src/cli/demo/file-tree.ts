/** The files of a run as a tree. */
import type { RunThen } from './demo-run.js';

type FileView = RunThen['fileLayout']['files'][number];

/** One line for the directory, one for each entry. */
export function fileTree(directory: string, files: readonly FileView[]): string[] {
  const placed = files.map((file) => ({ ...file, parts: file.path.split('/') }));
  const folders = [...new Set(placed.filter(({ parts }) => parts.length > 1).map(({ parts }) => parts[0]!))].sort();
  const entries = [
    ...placed.filter(({ parts }) => parts.length === 1).map((file) => ({ name: file.path, inside: [file] })),
    ...folders.map((folder) => ({
      name: `${folder}/`,
      inside: placed.filter(({ parts }) => parts.length > 1 && parts[0] === folder),
    })),
  ];
  const lines = entries.flatMap(({ name, inside }, index) => {
    const isLast = index === entries.length - 1;
    const first = inside[0]!;
    if (inside.length === 1 && first.parts.length === 1)
      return [`${isLast ? '└─' : '├─'} ${name}  ${first.sizeBytes} bytes`];
    const sorted = [...inside].sort((a, b) => (a.path < b.path ? -1 : 1));
    return [
      `${isLast ? '└─' : '├─'} ${name}`,
      ...sorted.map(
        (file, at) =>
          `${isLast ? '   ' : '│  '}${at === sorted.length - 1 ? '└─' : '├─'} ${file.parts.at(-1)}  ${file.sizeBytes} bytes`,
      ),
    ];
  });
  return [directory, ...lines];
}
