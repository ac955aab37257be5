// What a connection says before anything of the request is on the wire.
const refusedCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether an error's code says that no connection was made: nothing was asked of the platform. */
export function isRefusedConnection(code: unknown): code is string {
  return refusedCodes.has(code);
}
