import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { programRoot } from '../../app.js';
import { minorDigits } from '../../domain/money.js';
import { UserError } from '../../domain/user-error.js';
import { print } from '../output.js';

interface Options {
  readonly name?: string;
  readonly currency: string;
  readonly timezone: string;
  readonly languages: string;
}

export function initCommand(): Command {
  return new Command('init')
    .description('make a folder for your own shop, with commented files to start from')
    .argument('<folder>', 'a new folder, such as my-shop')
    .option('--name <name>', 'the shop’s name as customers read it')
    .option('--currency <code>', 'ISO code of the one currency you sell in', 'EUR')
    .option(
      '--timezone <zone>',
      'the shop’s own zone',
      Intl.DateTimeFormat().resolvedOptions().timeZone,
    )
    .option('--languages <list>', 'languages of your messages, the default first', 'en,zh-CN')
    .addHelpText(
      'after',
      '\nExample:\n  hawker init my-shop --name "Corner Shop" --currency GBP --timezone Europe/London',
    )
    .action((folder: string, options: Options) => {
      const target = resolve(folder);
      if (existsSync(join(target, 'campaigns'))) {
        throw new UserError(`${join(folder, 'campaigns')} is there already`, {
          hint: 'choose a new folder',
        });
      }
      write(target, valuesOf(target, options));
      print(nextSteps(relative('.', target) || '.'));
    });
}

function valuesOf(target: string, options: Options): Record<string, string> {
  const id = basename(target)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '');
  if (id === '' || id === 'demo') {
    throw new UserError(`"${basename(target)}" cannot be a shop’s id`, {
      hint: 'name the folder with Latin letters, and not "demo"; --name sets what customers read',
    });
  }
  const { currency, timezone } = options;
  if (!isKnown(() => minorDigits(currency)) || currency !== currency.toUpperCase()) {
    throw new UserError(`--currency ${currency} is no currency code`, {
      hint: 'say GBP, EUR, CNY …',
    });
  }
  if (!isKnown(() => Intl.DateTimeFormat('en', { timeZone: timezone }))) {
    throw new UserError(`--timezone ${timezone} is no time zone`, {
      hint: 'say Europe/London, Asia/Shanghai …',
    });
  }
  const name = (options.name ?? basename(target)).replaceAll(/["\\\n]/g, '');
  return { id, name, currency, timezone, locales: options.languages.split(',').join(', ') };
}

function isKnown(look: () => unknown): boolean {
  try {
    look();
    return true;
  } catch {
    return false;
  }
}

function write(target: string, values: Record<string, string>): void {
  const templates = join(programRoot, 'templates', 'shop');
  mkdirSync(join(target, 'campaigns'), { recursive: true });
  for (const file of readdirSync(join(templates, 'campaigns'))) {
    const text = readFileSync(join(templates, 'campaigns', file), 'utf8');
    writeFileSync(
      join(target, 'campaigns', file),
      file === 'shop.yaml' ? filled(text, values) : text,
    );
  }
  writeFileSync(join(target, '.env'), readFileSync(join(templates, 'env'), 'utf8'), {
    mode: 0o600,
  });
  writeFileSync(join(target, '.gitignore'), '.env\ndata/\n');
}

function filled(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? '');
}

function nextSteps(folder: string): string {
  return `✓ ${folder}/campaigns: shop.yaml, segments.yaml, promotions.yaml, welcome-back.yaml
✓ ${folder}/.env

Next, from this folder:
  export HAWKER_SHOP=${folder}
  npx hawker check
  npx hawker import products products.csv
  npx hawker import customers customers.csv
  npx hawker import interactions orders.csv
  npx hawker train
  npx hawker links export --out links.csv      (opens a chat for each customer)
  npx hawker plan ${folder}/campaigns/welcome-back.yaml
  npx hawker serve`;
}
