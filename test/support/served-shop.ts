import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, hawkerServing } from './hawker-process.js';

export interface ServedShop {
  readonly url: string;
  readonly dir: string;
  /** For further commands on the same shop. */
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A shop in a folder of its own, served by a process of its own, that is reached at `url`. */
export async function serveShop(
  shopYaml: string,
  more: Readonly<Record<string, string>>,
): Promise<ServedShop> {
  const dir = mkdtempSync(join(tmpdir(), 'hawker-served-'));
  mkdirSync(join(dir, 'campaigns'));
  writeFileSync(join(dir, 'campaigns', 'shop.yaml'), shopYaml);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const variables = { PORT: port, PUBLIC_URL: url, ...more };
  const running = await hawkerServing(['serve', '--shop', dir], variables);
  const stop = async () => {
    await running.interrupt();
    rmSync(dir, { recursive: true, force: true });
  };
  return { url, dir, variables, stop };
}
