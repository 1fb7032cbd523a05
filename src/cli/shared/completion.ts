/** `autopack completion`: scripts for shells, made from the commands as they are declared. Words are completed, and options behind a dash. */
import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What can follow a path of commands, such as `run watch`. */
interface Place {
  readonly path: string;
  readonly words: readonly Word[];
}

interface Word {
  readonly word: string;
  readonly about: string;
}

export function completionScript(autopack: Command, shell: Shell): string {
  const places = placesOf(autopack, []);
  if (shell === 'fish') return fish(places);
  const bash = bashScript(places);
  // zsh understands scripts for bash.
  return shell === 'zsh' ? `#compdef autopack\nautoload -U +X bashcompinit && bashcompinit\n${bash}` : bash;
}

function placesOf(command: Command, path: readonly string[]): Place[] {
  const words = [
    ...command.commands.map((one) => ({ word: one.name(), about: one.description() })),
    ...command.options.flatMap(({ long, description }) => (long ? [{ word: long, about: description }] : [])),
    { word: '--help', about: 'show what a command does' },
  ];
  const below = command.commands.flatMap((one) => placesOf(one, [...path, one.name()]));
  return [{ path: path.join(' '), words }, ...below];
}

function bashScript(places: readonly Place[]): string {
  const cases = places.map(({ path, words }) => `    "${path}") words="${words.map(({ word }) => word).join(' ')}" ;;`);
  const paths = places.map(({ path }) => `"${path}"`).join('|');
  return `_autopack() {
  local path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${paths}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _autopack autopack
`;
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, words }) =>
    words.map(({ word, about }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      return `complete -c autopack -n '__autopack_at "${path}"' ${what} -d '${about.replace(/[\\']/g, '\\$&')}'`;
    }),
  );
  const paths = places.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`])).join(' ');
  return `function __autopack_at
  set -l paths ${paths}
  set -l here ""
  set -l words (commandline -opc)
  for word in $words[2..-1]
    set -l next (string trim -- "$here $word")
    contains -- "$next" $paths; and set here $next
  end
  test "$here" = "$argv[1]"
end
${lines.join('\n')}
`;
}
