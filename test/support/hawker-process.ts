import { type ChildProcess, spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { env } from 'node:process';

export const programFolder = resolve(import.meta.dirname, '../..');

type Variables = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly url: string;
  /** What it printed so far, both streams. */
  said(): string;
  /** As Ctrl-C does. */
  interrupt(): Promise<Ended>;
}

/** A `hawker` of its own process, run to its end. */
export function hawker(args: readonly string[], variables: Variables = {}): Promise<Ended> {
  return start(args, variables).ended;
}

/** Resolves when it serves; rejects with what it said if it ends before. */
export async function hawkerServing(
  args: readonly string[],
  variables: Variables = {},
): Promise<Running> {
  const { child, ended, said } = start(args, variables);
  const serving = new Promise<string>((found) => {
    const look = () => {
      const url = /http:\/\/[\w.:[\]]+\d(?=\s)/.exec(said())?.[0];
      if (url !== undefined) found(url);
    };
    child.stdout?.on('data', look);
  });
  const endedEarly = ended.then(({ code }) => {
    throw new Error(`hawker ${args.join(' ')} ended with ${code}:\n${said()}`);
  });
  const url = await Promise.race([serving, endedEarly]);
  endedEarly.catch(() => undefined);
  const interrupt = () => {
    child.kill('SIGINT');
    return ended;
  };
  return { url, said, interrupt };
}

function start(args: readonly string[], variables: Variables) {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(programFolder, 'bin', 'hawker.js'), ...args],
    { env: { ...clean(), LOG_LEVEL: 'warn', ...variables }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => (stdout += chunk));
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  const ended = new Promise<Ended>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
  return { child, ended, said: () => stdout + stderr };
}

// What the developer's own shell is set to is no part of a test.
function clean(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = env;
  return { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }) };
}

/** A port nobody listens on just now: links in messages name it, so it has to be known beforehand. */
export async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return String(port);
}
