// Counts of a test run, read from the runners' JSON reports. A runner that died, or that reports an error outside any
// test, counts as a failure. For any Node from 18 on.
import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {string} file JSON report of Vitest
 * @param {number | null} exitCode of the runner; null where a signal ended it
 * @returns {Counts}
 */
export function vitestCounts(file, exitCode) {
  const report = readReport(file);
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  /** @type {{ status: string, assertionResults: { status: string }[] }[]} */
  const suites = report.testResults;
  const statuses = suites.flatMap((suite) => suite.assertionResults.map(({ status }) => status));
  const count = (/** @type {string[]} */ ...names) => statuses.filter((status) => names.includes(status)).length;
  // A file that cannot be loaded has failed without a test to show for it.
  const unloaded = suites.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some(({ status }) => status === 'failed')
  );
  const failed = count('failed') + unloaded.length;
  return withExit({ passed: count('passed'), failed, skipped: statuses.length - count('passed', 'failed') }, exitCode);
}

/**
 * @param {string} file JSON report of Playwright
 * @param {number | null} exitCode of the runner; null where a signal ended it
 * @returns {Counts}
 */
export function playwrightCounts(file, exitCode) {
  const report = readReport(file);
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return withExit({ passed: expected, failed: unexpected + flaky + report.errors.length, skipped }, exitCode);
}

/**
 * @param {readonly Counts[]} parts
 * @returns {Counts}
 */
export function sum(parts) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const part of parts) {
    total.passed += part.passed;
    total.failed += part.failed;
    total.skipped += part.skipped;
  }
  return total;
}

function withExit(/** @type {Counts} */ counts, /** @type {number | null} */ exitCode) {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function readReport(/** @type {string} */ file) {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  } catch {
    return null;
  }
}
