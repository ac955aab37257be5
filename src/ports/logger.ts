/** An event name and fields: `log.info('message.sent', { campaign, tookMs })`. Never a token or a customer's text. */
export interface Logger {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
}
