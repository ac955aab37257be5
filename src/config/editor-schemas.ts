import { z } from 'zod';
import { campaignSchema } from './campaign-schema.js';
import { promotionsSchema } from './promotions-schema.js';
import { segmentsSchema } from './segment-schema.js';
import { shopSchema } from './shop-file.js';

/** JSON schemas of the files in campaigns/, by file name: completion and red lines while one types. */
export function editorSchemas(): Record<string, string> {
  return {
    'campaign.schema.json': schemaText('A campaign', campaignSchema),
    'promotions.schema.json': schemaText('Promotions', promotionsSchema),
    'segments.schema.json': schemaText('Segments', segmentsSchema),
    'shop.schema.json': schemaText('The shop', shopSchema),
  };
}

function schemaText(title: string, schema: z.ZodType): string {
  // What is written, not what it becomes: "2d", not milliseconds.
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  return `${JSON.stringify({ ...made, title }, null, 2)}\n`;
}
