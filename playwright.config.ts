import process from 'node:process';
import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './tests/support/chromium.ts';

// Set by scripts/test.mjs: the file of the JSON report, and the tests whose programs this machine lacks.
const report = process.env['HAILONG_E2E_REPORT'];
const leftOut = (process.env['HAILONG_E2E_LEFT_OUT'] ?? '').split(':').filter((file) => file !== '');

// Two workers, for a browser and its server wait for each other; every file has a server of its own. No second try: a
// journey that passes only sometimes is a fault. Without script: `test.use` in the test.
export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.test.ts',
  testIgnore: leftOut.map((file) => `**/${file}`),
  workers: 2,
  retries: 0,
  timeout: 120_000,
  forbidOnly: true,
  outputDir: 'test-results',
  reporter: report === undefined ? [['list']] : [['list'], ['json', { outputFile: report }]],
  use: {
    browserName: 'chromium',
    launchOptions: chromiumLaunch(),
    viewport: { width: 1280, height: 800 },
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    serviceWorkers: 'allow',
    screenshot: 'only-on-failure'
  }
});
