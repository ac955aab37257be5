import { z } from 'zod';
import type { Parsed } from '../domain/problem.js';

const port = z.coerce.number().int().min(0).max(65_535);

// .env.example documents each of these; test/config/environment.test.ts holds the two together.
const variables = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^(file:|postgres(ql)?:)/, 'must begin with file: or postgresql:')
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:/, 'must begin with redis:')
    .optional(),
  HAWKER_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits')
    .optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(8420),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
  HAWKER_STATE_DIR: z.string().min(1).optional(),
  HAWKER_SHOP: z.string().min(1).default('.'),
});

export interface Environment {
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** 32 bytes, hex. */
  readonly key: string | undefined;
  readonly publicUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Unset: info into a file or pipe, warn where a person reads along. */
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent' | undefined;
  /** The folder that holds `campaigns/`, `.env` and `data/`. */
  readonly shopDir: string;
  /** Where the mark lies by which a restored backup is known for one; unset: `data/` of the shop's folder. */
  readonly stateDir: string | undefined;
}

export const environmentNames = Object.keys(variables.shape);

/** @param source the process's variables, or a test's */
export function parseEnvironment(
  source: Readonly<Record<string, string | undefined>>,
): Parsed<Environment> {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(filled);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      place: `environment ${issue.path.join('.')}:`,
      message: `${JSON.stringify(source[String(issue.path[0])] ?? '')} ${issue.message}`,
    }));
    return { ok: false, problems };
  }
  const found = parsed.data;
  return {
    ok: true,
    value: {
      databaseUrl: found.DATABASE_URL,
      redisUrl: found.REDIS_URL,
      key: found.HAWKER_KEY,
      publicUrl: found.PUBLIC_URL?.replace(/\/$/, ''),
      host: found.HOST,
      port: found.PORT,
      logLevel: found.LOG_LEVEL,
      shopDir: found.HAWKER_SHOP,
      stateDir: found.HAWKER_STATE_DIR,
    },
  };
}

/** The process's own variables: what shop.yaml's `env:NAME` references are resolved against. */
export function processVariables(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Adds a shop's `.env` to the process's variables; what is set already wins. */
export function loadEnvFile(file: string): void {
  const before = { ...process.env };
  process.loadEnvFile(file);
  Object.assign(process.env, before);
}
