import { defineConfig } from 'prisma/config';

// Only `prisma generate` reads this; the program migrates with src/store/migrate.ts.
export default defineConfig({ schema: 'prisma/schema.prisma' });
