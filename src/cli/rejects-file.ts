import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import type { Finding } from '../domain/behaviour/finding.js';
import { UserError } from '../domain/user-error.js';
import { csvLine } from './csv-line.js';

/** Every finding with its row as it stood, as CSV: what was dropped can be mended there and imported again. */
export class RejectsFile {
  readonly #stream: WriteStream;
  #pending = '';
  #failure: Error | null = null;

  private constructor(stream: WriteStream) {
    this.#stream = stream;
    stream.on('error', (error) => {
      this.#failure = error;
    });
  }

  static async open(path: string, header: readonly string[]): Promise<RejectsFile> {
    const stream = createWriteStream(path);
    try {
      await once(stream, 'open');
    } catch (error) {
      throw new UserError(`cannot write ${path}: ${(error as Error).message}`, { cause: error });
    }
    const file = new RejectsFile(stream);
    file.#pending = csvLine(['line', 'action', 'rule', 'reason', 'found', ...header]);
    return file;
  }

  add({ line, action, code, reason, detail }: Finding, values: readonly string[]): void {
    this.#pending += csvLine([line, action, code, reason, detail, ...values]);
    if (this.#pending.length > 65_536) this.#flush();
  }

  async close(): Promise<void> {
    this.#flush();
    this.#stream.end();
    if (this.#failure === null) await once(this.#stream, 'close');
    if (this.#failure !== null) {
      throw new UserError(`the rejects file is not complete: ${this.#failure.message}`, {
        cause: this.#failure,
      });
    }
  }

  #flush(): void {
    if (this.#failure === null) this.#stream.write(this.#pending);
    this.#pending = '';
  }
}
