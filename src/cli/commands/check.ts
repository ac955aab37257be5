import { Command } from 'commander';
import { checkParts } from '../../app.js';
import { processVariables } from '../../config/environment.js';
import { loadShop } from '../../config/shop-file.js';
import { counted } from '../../domain/counted.js';
import type { CliContext } from '../context.js';
import { print, problemsError } from '../output.js';
import { pickRulesText } from '../pick-rules-text.js';
import { checkedFiles, shownFolder } from '../shop-files.js';

const example = `
Examples:
  hawker check                              every file in campaigns/
  hawker check campaigns/welcome-back.yaml  one campaign, and what it refers to`;

export function checkCommand(context: CliContext): Command {
  return new Command('check')
    .description('look for mistakes in the files of campaigns/; needs no database')
    .argument('[files...]', 'campaign files; all of them unless given')
    .addHelpText('after', example)
    .action(async (files: readonly string[]) => {
      const shopDir = context.shopDir();
      // Reads the shop's .env, which shop.yaml may refer to.
      context.environment();
      const loaded = loadShop(shownFolder(shopDir), processVariables());
      if (!loaded.ok) throw problemsError(loaded.problems);
      const shop = loaded.value;
      const found = checkedFiles(await checkParts(shop), { shop, shopDir }, files);
      const segments = found.segments.definitions.length;
      const counts = [
        counted(found.campaigns.length, 'campaign'),
        counted(segments, 'segment'),
        counted(found.promotions.length, 'promotion'),
      ];
      print(`✓ ${counts.join(', ')}`);
      for (const { campaign } of found.campaigns) {
        const picks = pickRulesText(campaign);
        if (picks.length > 0) print(`  ${campaign.id} picks: ${picks.join('; ')}`);
      }
      for (const { name, why } of shop.switchedOff ?? [])
        print(`  ${name} is switched off: ${why}`);
    });
}
