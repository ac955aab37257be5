import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { settingProblems } from '../../adapters/common/setting-problems.js';

const schema = z
  .strictObject({
    token: z.string().regex(/^\d+$/, 'is not a number of digits'),
    per_second: z.coerce.number().min(1).max(50).default(5),
    mode: z.enum(['polling', 'webhook']).default('polling'),
    api_root: z.url().optional(),
    hosts: z.array(z.string().min(3)).min(1).optional(),
    inner: z.strictObject({ key: z.string() }).optional(),
  })
  .refine(() => true)
  .transform(({ token }) => token);

const problems = (settings: unknown) => {
  const parsed = schema.safeParse(settings);
  return parsed.success ? [] : settingProblems(parsed.error.issues, schema);
};

describe('wrong settings', () => {
  it.each([
    { settings: {}, path: 'token', message: 'is missing' },
    { settings: { token: 'x' }, path: 'token', message: 'is not a number of digits' },
    { settings: { per_second: 0 }, path: 'per_second', message: 'is less than 1' },
    { settings: { per_second: 51 }, path: 'per_second', message: 'is more than 50' },
    { settings: { mode: 'poll' }, path: 'mode', message: 'is not one of polling, webhook' },
    { settings: { api_root: 'here' }, path: 'api_root', message: 'is not a web address' },
    { settings: { hosts: [] }, path: 'hosts', message: 'is less than 1 entries long' },
    { settings: { hosts: ['abc', 'x'] }, path: 'hosts.1', message: 'is less than 3 letters long' },
    {
      settings: { per_secnd: 1 },
      path: 'per_secnd',
      message: 'is not a known key; did you mean "per_second"?',
    },
    {
      settings: { inner: { key: 'a', kez: 1 } },
      path: 'inner.kez',
      message: 'is not a known key',
    },
  ])('are named by key and in plain words: $path $message', ({ settings, path, message }) => {
    const full = path === 'token' ? settings : { token: '1', ...settings };
    expect(problems(full)).toEqual([{ path, message }]);
  });
});
