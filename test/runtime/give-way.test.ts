import { execFileSync } from 'node:child_process';
import { constants } from 'node:os';
import { expect, it } from 'vitest';

it('puts a thread behind all others, with those that it starts', () => {
  const program = `
    const { giveWay } = await import(process.argv[1]);
    const { Worker } = await import('node:worker_threads');
    giveWay();
    const own = "import('node:worker_threads').then(async ({ parentPort }) => parentPort.postMessage((await import('node:os')).getPriority()))";
    const ofThread = await new Promise((done) => new Worker(own, { eval: true }).on('message', done));
    const { getPriority } = await import('node:os');
    console.log(JSON.stringify([getPriority(), ofThread]));`;
  const module = new URL('../../dist/src/runtime/give-way.js', import.meta.url).href;
  const args = ['--input-type=module', '-e', program, module];
  const said = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const lowest = constants.priority.PRIORITY_LOW;
  expect(JSON.parse(said)).toEqual([lowest, lowest]);
});
