import { expect, it } from 'vitest';
import { TemplateError } from '../../src/domain/message/template-error.js';
import { liquidEngine } from '../../src/runtime/liquid.js';

const engine = liquidEngine();

function failure(template: string, variables = {}): TemplateError {
  try {
    engine.render(template, variables);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('it rendered');
}

it.each([
  { template: 'a\n{% if x %}', message: 'tag {% if x %} not closed', line: 2 },
  { template: "\n\n{{ 'x'", message: `output "{{ 'x'" not closed`, line: 3 },
  { template: '{{ x | shout }}', message: 'undefined filter: shout', line: 1 },
  { template: "{% include 'secret' %}", message: 'tag "include" not found', line: 1 },
  { template: "{% render 'secret' %}", message: 'tag "render" not found', line: 1 },
  { template: "{% layout 'secret' %}", message: 'tag "layout" not found', line: 1 },
])('finds fault with $template', ({ template, message, line }) => {
  expect(engine.check(template)).toEqual({ message, line });
});

it('tells a fact that is not there from a mistake', () => {
  const missing = failure('Hi\n{{ customer.name }}', { customer: {} });
  expect([missing.kind, missing.line]).toEqual(['missing', 2]);
  expect(failure('{{ 1 | divided_by: 0 | nope }}').kind).toBe('failed');
});

it('asks `if` and `default` about facts that may not be there', () => {
  const template =
    '{% if coupon %}{{ coupon.code }}{% else %}none{% endif %} {{ name | default: "you" }}';
  expect(engine.render(template, {})).toBe('none you');
  expect(engine.render(template, { coupon: { code: 'X' }, name: 'Ann' })).toBe('X Ann');
});

it.each([
  '{% for i in (1..100000000) %}x{% endfor %}',
  '{% for i in (1..3000) %}{% for j in (1..3000) %}{% for k in (1..3000) %}x{% endfor %}{% endfor %}{% endfor %}',
  `{% assign a = "${'x'.repeat(1_000)}" %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}`,
])('stops a template that means to go on for ever', (template) => {
  const startedAt = Date.now();
  expect(failure(template).kind).toBe('failed');
  expect(Date.now() - startedAt).toBeLessThan(2_000);
});

it('sees own facts only: no prototype, no constructor', () => {
  expect(failure('{{ customer.constructor }}', { customer: {} }).kind).toBe('missing');
  expect(failure('{{ customer.toString }}', { customer: {} }).kind).toBe('missing');
});

it('lists what a template speaks of, its own names apart', () => {
  const found = engine.variables(
    '{{ shop.name }}\n{% for p in picks %}{{ p.price }}{% endfor %}{% assign x = coupon.code %}{{ x }}',
  );
  expect(found.map(({ path, line, isLocal }) => [path.join('.'), line, isLocal])).toEqual([
    ['shop.name', 1, false],
    ['picks', 2, false],
    ['coupon.code', 2, false],
    ['p.price', 2, true],
    ['x', 2, true],
  ]);
});
