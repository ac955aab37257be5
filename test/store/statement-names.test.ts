import { expect, it } from 'vitest';
import { statementNames } from '../../src/store/statement-names.js';

const written = (sql: string) => ({ sql, args: [], argTypes: [], recurs: true as const });

it('names a statement from its second coming on, whatever its values, and no two alike', () => {
  const nameOf = statementNames();
  expect([nameOf(written('SELECT 1')), nameOf(written('SELECT 2'))]).toEqual(['', '']);
  const names = [nameOf(written('SELECT 1')), nameOf(written('SELECT 2'))];
  expect(new Set([...names, '']).size).toBe(3);
  expect(nameOf({ ...written('SELECT 1'), args: [5] })).toBe(names[0]);
});

it('leaves the models’ statements without a name, and what comes once there are too many', () => {
  const nameOf = statementNames(1);
  const models = { sql: 'SELECT 1', args: [], argTypes: [] };
  expect([nameOf(models), nameOf(models)]).toEqual(['', '']);
  nameOf(written('SELECT 1'));
  nameOf(written('SELECT 2'));
  expect(nameOf(written('SELECT 1'))).not.toBe('');
  expect(nameOf(written('SELECT 2'))).toBe('');
});
