import type { Context } from 'hono';
import type { z } from 'zod';
import type { Problem } from '../domain/problem.js';
import { errorResponse } from './error-response.js';
import { jsonProblems } from './json-problems.js';

const itemsPerRequest = 1_000;

/** The good items of a request with their places in it, and what is wrong with the others. */
export interface ItemBatch<T> {
  readonly received: number;
  readonly items: readonly { readonly index: number; readonly value: T }[];
  readonly problems: readonly ItemProblem[];
}

export interface ItemProblem extends Problem {
  readonly index: number;
}

/** What a request is a list of. */
export interface ItemKind<T> {
  readonly name: string;
  readonly keys: readonly string[];
  readonly schema: z.ZodType<T>;
}

/** Reads `{name: [...]}`, or the bare list; each item is judged by itself. A refusal is the answer to send. */
export async function readBatch<T>(
  context: Context,
  kind: ItemKind<T>,
): Promise<ItemBatch<T> | Response> {
  let body: unknown;
  try {
    body = await context.req.json();
  } catch {
    return errorResponse(context, 'invalid_json', 'the body is not JSON');
  }
  const list = Array.isArray(body) ? body : (body as Record<string, unknown> | null)?.[kind.name];
  if (!Array.isArray(list)) {
    return errorResponse(context, 'invalid_request', `the body is not {"${kind.name}": [ … ]}`);
  }
  if (list.length > itemsPerRequest) {
    const message = `${list.length} items are too many: send at most ${itemsPerRequest} at once`;
    return errorResponse(context, 'too_large', message);
  }
  return judged(list, kind);
}

function judged<T>(list: readonly unknown[], { name, keys, schema }: ItemKind<T>): ItemBatch<T> {
  const items: { index: number; value: T }[] = [];
  const problems: ItemProblem[] = [];
  const known = { 'the body': keys };
  list.forEach((item, index) => {
    const parsed = schema.safeParse(item);
    if (parsed.success) items.push({ index, value: parsed.data });
    else {
      for (const { place, message } of jsonProblems(parsed.error.issues, item, known)) {
        problems.push({ index, place: placeOf(name, index, place), message });
      }
    }
  });
  return { received: list.length, items, problems };
}

function placeOf(name: string, index: number, place: string): string {
  return place === 'the body' ? `${name}[${index}]` : `${name}[${index}].${place}`;
}

/** 200 when something was taken, 422 when nothing could be; the problems stand in either. */
export function batchResponse<T>(
  context: Context,
  batch: ItemBatch<T>,
  added: Readonly<Record<string, number>>,
  later: readonly ItemProblem[] = [],
): Response {
  const problems = [...batch.problems, ...later].sort((a, b) => a.index - b.index);
  const accepted = batch.received - new Set(problems.map(({ index }) => index)).size;
  if (accepted === 0 && batch.received > 0) {
    return errorResponse(context, 'refused', 'no item could be taken', problems);
  }
  return context.json({ received: batch.received, accepted, added, problems });
}
