import { readFileSync } from 'node:fs';
import { UserError } from '../domain/user-error.js';
import { parseQuoteDocument, type QuoteDocument } from '../http/quote-format.js';
import { problemsError } from './output.js';

/** @param file a path, or - for standard input */
export function readQuoteDocument(file: string): QuoteDocument {
  return quoteDocument(readJson(file));
}

/** @throws UserError with every problem and its JSON path */
export function quoteDocument(input: unknown): QuoteDocument {
  const parsed = parseQuoteDocument(input, Date.now());
  if (parsed.ok) return parsed.value;
  throw problemsError(parsed.problems);
}

export function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${nameOf(file)} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw new UserError(`${nameOf(file)} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}
