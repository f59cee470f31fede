// Flags of the scripts: long ones only, an unknown one ends with 2. Plain JavaScript for any Node from 18 on.
import { parseArgs } from 'node:util';

/**
 * @param {Readonly<Record<string, 'string' | 'boolean'>>} known
 * @param {string} usage printed beside a fault, and alone for --help
 * @returns {Readonly<Record<string, string | boolean | undefined>>}
 */
export function readFlags(known, usage) {
  const options = Object.fromEntries(
    Object.entries({ ...known, help: 'boolean' }).map(([name, type]) => [name, { type }])
  );
  try {
    const { values } = parseArgs({
      args: process.argv.slice(2),
      options: /** @type {import('node:util').ParseArgsConfig['options'] & {}} */ (options)
    });
    const flags = /** @type {Record<string, string | boolean | undefined>} */ (values);
    if (!flags['help']) return flags;
  } catch (error) {
    refuse(`${error instanceof Error ? error.message : error}`, usage);
  }
  console.log(usage);
  process.exit(0);
}

/**
 * A port as a person may ask for it; ends with 2 on anything else.
 * @param {string | boolean | undefined} value
 * @param {string} fallback
 * @param {string} usage
 * @returns {string}
 */
export function readPort(value, fallback, usage) {
  const port = value === undefined ? fallback : String(value);
  if (/^\d{1,5}$/.test(port) && Number(port) <= 65535) return port;
  return refuse(`--port takes a number from 0 to 65535, not "${port}".`, usage);
}

/** @returns {never} */
function refuse(/** @type {string} */ message, /** @type {string} */ usage) {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}
