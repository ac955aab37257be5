import { defineConfig } from 'vitest/config';

// Suites that start processes of their own, kill them, or race them against each other: each alone on the machine, and
// with all of the server's connections to itself.
const heavy = [
  'test/proofs/**/*.test.ts',
  'test/e2e/**/*.test.ts',
  'test/services/*-races.test.ts',
  'test/services/flash-sale.test.ts',
  'test/http/chat/chat-{kill,load}.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    // Suites that open databases, browsers and worker processes on two cores.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'suites',
          include: ['test/**/*.test.ts'],
          exclude: heavy,
          // The databases work on the other core; alone, a worker leaves half of the machine idle.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: heavy, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
