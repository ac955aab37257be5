/** @param sqlite the hand-edited schema */
export function derivePostgresql(sqlite: string): string;
