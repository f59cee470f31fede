// Which integration tests run on which database (vite.config.ts). For any Node from 18 on.

const named = (/** @type {string[]} */ ...names) => names.map((name) => `tests/integration/${name}.test.ts`);

/** Tests of what SQLite is, its file and its faults; tests without a database of their own, and of printing. */
export const NOT_ON_POSTGRES = [
  ...named('analyze-bad-input', 'comment-apart', 'migrations', 'poster', 'sqlite-migrate'),
  ...named('nginx', 'release', 'store-busy-api', 'store-faults', 'sync-fault', 'verify-command')
];

/** Tests of what only PostgreSQL has: servers beside each other. */
export const ON_POSTGRES_ONLY = 'tests/integration/postgres/**/*.test.ts';
