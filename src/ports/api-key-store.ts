import type { ApiScope } from '../domain/api-scope.js';

export interface ApiKeyRecord {
  readonly id: number;
  readonly name: string;
  /** The key's first characters, to recognise it by. */
  readonly prefix: string;
  /** SHA-256 of the key, hex; the key itself is nowhere. */
  readonly hash: string;
  readonly scopes: readonly ApiScope[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

export interface ApiKeyStore {
  add(
    key: Pick<ApiKeyRecord, 'name' | 'prefix' | 'hash' | 'scopes' | 'createdAt'>,
  ): Promise<number>;
  list(): Promise<ApiKeyRecord[]>;
  byHash(hash: string): Promise<ApiKeyRecord | null>;
  touch(id: number, at: number): Promise<void>;
  /** @returns whether there was such a live key */
  revoke(id: number, at: number): Promise<boolean>;
}
