// Points at which a worker process can be made to kill itself, with `kill -9`, while it dispatches. There is nothing in
// the product for it: whatever the dispatcher is handed (stores, limiter, account) is wrapped, and so is the database,
// statement by statement, so that a kill also falls between the statements of one transaction and just before COMMIT.
import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * @param plan the point and which passing of it (1 for the first) kills; null only counts
 */
export function crashPoints(plan) {
  const counts = new Map();
  const use = new AsyncLocalStorage();

  const pass = (point) => {
    const count = (counts.get(point) ?? 0) + 1;
    counts.set(point, count);
    if (plan === null || plan.point !== point || plan.nth !== count) return;
    process.kill(process.pid, 'SIGKILL');
    // The signal needs a moment; until then this thread does nothing more.
    for (;;);
  };

  const around =
    (name, call) =>
    async (...args) => {
      pass(`${name} / before`);
      const result = await use.run(name, () => call(...args));
      pass(`${name} / after`);
      return result;
    };

  const part = (name, target) =>
    new Proxy(target, {
      get(object, key) {
        const value = object[key];
        if (typeof value !== 'function') return value;
        const bound = value.bind(object);
        // Only what answers by a promise is a step; a pure function such as `render` is not.
        return steps.has(key) ? around(`${name}.${String(key)}`, bound) : bound;
      },
    });

  const statements = (tx) =>
    new Proxy(tx, {
      get(object, key) {
        const value = object[key];
        if (key !== 'query' && key !== 'execute') return value;
        return async (...args) => {
          const result = await value.apply(object, args);
          pass(`${use.getStore() ?? 'database'} / inside its transaction`);
          return result;
        };
      },
    });

  return {
    part,
    counts: () => Object.fromEntries(counts),
    /** Before COMMIT: the work of the transaction is done, nothing of it is kept yet. */
    database: (database) =>
      new Proxy(database, {
        get(object, key) {
          const value = object[key];
          const writes = key === 'write' || key === 'writeSql';
          if (!writes) return typeof value === 'function' ? value.bind(object) : value;
          return (priority, work) =>
            object[key](priority, async (tx) => {
              const result = await work(statements(tx));
              pass(`${use.getStore() ?? 'database'} / before its commit`);
              return result;
            });
        },
      }),
  };
}

const steps = new Set([
  'claim',
  'beginSending',
  'beginLimited',
  'finish',
  'recover',
  'sweep',
  'closeRuns',
  'nextDueAt',
  'runsToRecover',
  'otherRoutes',
  'acquire',
  'takeOver',
  'release',
  'send',
  'take',
  'pausedUntil',
  'pause',
  'find',
  'hold',
]);
