import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import type { Problem } from '../domain/problem.js';
import { UserError } from '../domain/user-error.js';
import type { Logger } from '../ports/logger.js';

// The one place that knows status codes: routes name what is wrong, this says it in HTTP.
const statusOf = {
  invalid_json: 400,
  invalid_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_media_type: 415,
  refused: 422,
  busy: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof statusOf;

export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly problems?: readonly Problem[];
    /** A word for machines, where a business rule said no. */
    readonly reason?: string;
  };
}

/** `{error: {code, message, problems?}}` under the status that the code stands for. */
export function errorResponse(
  context: Context,
  code: ErrorCode,
  message: string,
  problems?: readonly Problem[],
): Response {
  const body: ErrorBody = { error: { code, message, ...(problems && { problems }) } };
  if (code === 'unauthorized') context.header('WWW-Authenticate', 'Bearer realm="hawker"');
  return context.json(body, statusOf[code]);
}

/** A business rule said no: the message is for people, the reason for machines. */
export function refusalResponse(
  context: Context,
  code: ErrorCode,
  { message, reason }: { readonly message: string; readonly reason: string },
): Response {
  const body: ErrorBody = { error: { code, message, reason } };
  return context.json(body, statusOf[code]);
}

/** For `app.onError`: what a person can put right is told, all else is logged and hidden. */
export function answerError(log: Logger) {
  return (error: Error, context: Context): Response => {
    if (error instanceof UserError) return errorResponse(context, 'refused', error.message);
    if (error instanceof HTTPException && error.status < 500) {
      return errorResponse(
        context,
        codeOf(error.status),
        error.message || 'the request is invalid',
      );
    }
    // By the route's pattern: a path may hold a code or a token.
    log.error('http.failed', { route: routePath(context), error: error.stack ?? error.message });
    return errorResponse(context, 'internal', 'something went wrong here; the log has the details');
  };
}

function codeOf(status: number): ErrorCode {
  const found = Object.entries(statusOf).find(([, known]) => known === status);
  return (found?.[0] as ErrorCode | undefined) ?? 'invalid_request';
}
