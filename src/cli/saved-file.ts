import { writeFileSync } from 'node:fs';
import { UserError } from '../domain/user-error.js';
import { print } from './output.js';

/** @throws UserError if it cannot be written */
export function saveFile(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError(`cannot write ${file}: ${(error as Error).message}`, { cause: error });
  }
  print(`✓ ${file}`);
}
