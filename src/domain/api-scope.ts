/** What an API key may do; each route under /v1 asks for one. */
export const apiScopes = [
  'interactions:write',
  'products:write',
  'customers:write',
  'quotes:write',
  'points:write',
  'picks:read',
  'reports:read',
  // The dashboard and the metrics.
  'admin',
] as const;

export type ApiScope = (typeof apiScopes)[number];

export function isApiScope(text: string): text is ApiScope {
  return (apiScopes as readonly string[]).includes(text);
}
