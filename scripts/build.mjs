// `npm ci` runs this: both database clients, then TypeScript to dist/. Nothing is downloaded.
// With --watch (`npm run dev`) it goes on compiling, and starts the demo anew after each change.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const root = new URL('..', import.meta.url).pathname;
const bin = (name) => `${root}node_modules/.bin/${name}`;

function run(command, args, env = {}) {
  const { status, stdout, stderr } = spawnSync(bin(command), args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}\n`);
  process.exit(status ?? 1);
}

function generate(schema, client) {
  const made = `${root}src/store/generated/${client}/client.ts`;
  if (existsSync(made) && statSync(made).mtimeMs > statSync(root + schema).mtimeMs) return;
  // `generate` needs no schema engine, but asks for its download unless one is named.
  run('prisma', ['generate', '--schema', schema], {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  });
}

generate('prisma/schema.prisma', 'sqlite');
generate('prisma/postgresql/schema.prisma', 'postgresql');
if (!process.argv.includes('--generate-only')) {
  run('tsc', [
    '-p',
    'tsconfig.build.json',
    '--incremental',
    '--tsBuildInfoFile',
    'dist/.tsbuildinfo',
  ]);
}
if (process.argv.includes('--watch')) {
  const started = { cwd: root, stdio: 'inherit' };
  const compiler = spawn(
    bin('tsc'),
    ['-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
    started,
  );
  const demo = spawn(process.execPath, ['--watch-path=dist', 'bin/hawker.js', 'demo'], started);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      compiler.kill(signal);
      demo.kill(signal);
    });
  }
}
