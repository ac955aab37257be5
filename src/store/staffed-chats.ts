import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Keyring } from '../ports/keyring.js';
import type { StaffedChats } from '../ports/staffed-chats.js';
import { hashOf } from './chat-rows.js';
import type { Database } from './database.js';

export function staffedChats(database: Database, keyring: Keyring): StaffedChats {
  return {
    async isWithStaff(channelAccount, address) {
      const found = await database.query<{ one: number }>(sql`
        SELECT 1 AS one FROM support_case s
        JOIN channel_identity i ON i.id = s.identity_id
        WHERE i.channel_account = ${channelAccount}
          AND i.address_hash = ${hashOf(keyring, channelAccount, address)} AND s.state = 'open'
        LIMIT 1`);
      return found.length > 0;
    },
  };
}
