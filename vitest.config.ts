import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Suites that open databases, browsers and worker processes on two cores.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The databases work on the other core; alone, a worker leaves half of the machine idle.
    maxWorkers: 2,
  },
});
