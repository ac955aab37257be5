import type { Context } from 'hono';
import type { z } from 'zod';
import { errorResponse } from './error-response.js';
import { jsonProblems, type KnownKeys } from './json-problems.js';

/** The body, parsed; or the answer that says what is wrong with it, by JSON path. */
export async function readJson<T>(
  context: Context,
  schema: z.ZodType<T>,
  knownKeys: KnownKeys,
): Promise<T | Response> {
  let body: unknown;
  try {
    body = await context.req.json();
  } catch {
    return errorResponse(context, 'invalid_json', 'the body is not JSON');
  }
  return fitted(context, schema, body, knownKeys);
}

/** The query, likewise. */
export function readQuery<T>(
  context: Context,
  schema: z.ZodType<T>,
  knownKeys: KnownKeys,
): T | Response {
  return fitted(context, schema, context.req.query(), knownKeys);
}

function fitted<T>(
  context: Context,
  schema: z.ZodType<T>,
  input: unknown,
  knownKeys: KnownKeys,
): T | Response {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = jsonProblems(parsed.error.issues, input, knownKeys);
  const [first] = problems;
  const message = first === undefined ? 'the request is wrong' : `${first.place} ${first.message}`;
  return errorResponse(context, 'invalid_request', message, problems);
}
