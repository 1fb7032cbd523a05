/**
 * The settings as the command line finds them: the environment, and below it the `.env` file of the working directory.
 */
import { ENV_FILE, mergedEnvironment } from './env-file.js';
import { type Environment, readSettings, SETTING_NAMES, type Settings } from './settings.js';

/**
 * Names that only Autopack uses; an unknown one among them in `.env` is a slip of the pen. AUTOPACK_ is looked at
 * everywhere.
 */
const OURS = /^(RUN|AUTONOMOUS)_[A-Z0-9_]+$/;

/**
 * Throws SettingsError for values that cannot be used, Error for a `.env` that cannot be read. Its warnings cover both
 * sources.
 */
export function readEnvironment(directory: string = process.cwd(), environment: Environment = process.env): Settings {
  const { values, inFile, warnings } = mergedEnvironment(directory, environment);
  const settings = readSettings(values, directory);
  const known = new Set<string>(SETTING_NAMES);
  const slips = [...inFile].filter(([name]) => OURS.test(name) && !known.has(name));
  const unknown = slips.map(
    ([name, line]) =>
      `${name} in ${ENV_FILE} (line ${line}) is not a setting of this server; .env.example names those that it knows`,
  );
  return { ...settings, warnings: [...settings.warnings, ...unknown, ...warnings] };
}
