import { pino } from 'pino';
import type { Logger } from '../ports/logger.js';

/** JSON lines on standard error: event, fields, time. Standard output belongs to the command. */
export function jsonLog(level: string): Logger {
  const out = pino(
    { level, base: null, messageKey: 'event' },
    pino.destination({ dest: 2, sync: true }),
  );
  return {
    info: (event, fields = {}) => out.info(fields, event),
    warn: (event, fields = {}) => out.warn(fields, event),
    error: (event, fields = {}) => out.error(fields, event),
  };
}
