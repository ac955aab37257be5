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
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = jsonProblems(parsed.error.issues, body, knownKeys);
  const [first] = problems;
  const message = first === undefined ? 'the body is wrong' : `${first.place} ${first.message}`;
  return errorResponse(context, 'invalid_request', message, problems);
}
