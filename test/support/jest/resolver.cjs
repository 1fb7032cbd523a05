/** Leads imports of packages to their packed form (packages.mjs), where the global setup made one. */
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const found = new Map();

/** The packed file for what a module asks for by name; null: there is none. */
function packed(name, kind) {
  const path = join(process.env.TEST_PACKAGES, `${name}.${kind}`);
  if (!found.has(path)) found.set(path, existsSync(path) ? path : null);
  return found.get(path);
}

module.exports = (request, options) => {
  const isPackage = process.env.TEST_PACKAGES && /^[@a-z]/.test(request) && !request.startsWith('node:');
  if (!isPackage) return options.defaultResolver(request, options);
  const isImport = options.conditions?.includes('import');
  return (
    packed(request, 'cjs') ?? (isImport ? packed(request, 'mjs') : null) ?? options.defaultResolver(request, options)
  );
};
