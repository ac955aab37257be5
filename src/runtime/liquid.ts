import { Liquid, LiquidError, type Template, type Variables } from 'liquidjs';
import { TemplateError } from '../domain/message/template-error.js';
import type { TemplateEngine, TemplateVariable } from '../ports/template-engine.js';

// A marketer's slip must not read a file, fill the memory or hold up the answers of others.
const limits = { parseLimit: 20_000, renderLimit: 200, memoryLimit: 1_000_000 };

/** LiquidJS: unknown variables and filters are errors, there are no files to include, work is bounded. */
export function liquidEngine(): TemplateEngine {
  const engine = new Liquid({
    ...limits,
    strictVariables: true,
    strictFilters: true,
    // `{% if coupon %}` asks whether it is there, so it may be absent.
    lenientIf: true,
    ownPropertyOnly: true,
    dynamicPartials: false,
    templates: {},
  });
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];
  const parsed = new Map<string, Template[]>();
  const parse = (template: string): Template[] => {
    const known = parsed.get(template);
    if (known) return known;
    const made = explained(() => engine.parse(template));
    // One campaign has a few dozen texts, and renders each a million times.
    if (parsed.size > 500) parsed.clear();
    parsed.set(template, made);
    return made;
  };
  return {
    check(template) {
      try {
        parse(template);
        return null;
      } catch (error) {
        if (error instanceof TemplateError) return { message: error.message, line: error.line };
        throw error;
      }
    },
    variables(template) {
      const { globals, variables } = engine.analyzeSync(parse(template), { partials: false });
      return [...uses(globals, false), ...uses(without(variables, globals), true)];
    },
    render(template, variables) {
      const templates = parse(template);
      return String(explained(() => engine.renderSync(templates, variables)));
    },
  };
}

function uses(variables: Variables, isLocal: boolean): TemplateVariable[] {
  return Object.values(variables)
    .flat()
    .map(({ segments, location }) => ({
      // A computed index, `picks[n]`, is like any index.
      path: segments.map((segment) => (typeof segment === 'object' ? 0 : segment)),
      line: location.row,
      isLocal,
    }));
}

function without(all: Variables, taken: Variables): Variables {
  const places = new Set(
    Object.values(taken)
      .flat()
      .map((each) => `${each.location.row}:${each.location.col}`),
  );
  const left = Object.entries(all).map(([name, each]) => [
    name,
    each.filter(({ location }) => !places.has(`${location.row}:${location.col}`)),
  ]);
  return Object.fromEntries(left) as Variables;
}

function explained<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    const original = (error as { originalError?: unknown }).originalError ?? error;
    // Each of its error classes claims every LiquidError as its own: the name alone tells.
    const isMissing = /UndefinedVariableError$/.test((original as Error).name);
    const [line] = error.token.getPosition();
    const message = (original as Error).message.split('\n')[0]?.replace(/, line:\d+.*$/, '') ?? '';
    const kind = isMissing ? 'missing' : 'failed';
    throw new TemplateError(message, { kind, line: line ?? 1, cause: error });
  }
}
