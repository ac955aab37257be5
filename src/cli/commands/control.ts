import { Command } from 'commander';
import type { App } from '../../app.js';
import { UserError } from '../../domain/user-error.js';
import type { Run, RunState } from '../../ports/run-store.js';
import { cancelRun, pauseRun, resumeRun } from '../../services/control-run.js';
import type { CliContext } from '../context.js';
import { print } from '../output.js';

const byHand = 'by hand, on the command line';

interface Verb {
  readonly name: 'pause' | 'resume' | 'cancel';
  readonly description: string;
  readonly from: readonly RunState[];
  /** @returns what to tell, or null if the run was not in a state for it by then */
  readonly act: (app: App, run: Run) => Promise<string | null>;
}

const verbs: Record<Verb['name'], Verb> = {
  pause: {
    name: 'pause',
    description: 'send nothing more of a run until it is resumed',
    from: ['running'],
    act: async (app, run) => {
      if ((await pauseRun(app, run.id, byHand)).kind === 'refused') return null;
      return `Paused ${named(run)}: ${await counts(app, run)}. Go on with: hawker resume ${run.id}`;
    },
  },
  resume: {
    name: 'resume',
    description: 'go on with a paused run',
    from: ['paused'],
    act: async (app, run) => {
      if ((await resumeRun(app, run.id)).kind === 'refused') return null;
      return `Resumed ${named(run)}: ${await counts(app, run)}`;
    },
  },
  cancel: {
    name: 'cancel',
    description: 'end a run: what is not sent yet never will be, and its coupons go back',
    from: ['planning', 'running', 'paused'],
    act: async (app, run) => {
      const result = await cancelRun(app, run.id, byHand);
      if (result.kind === 'refused') return null;
      return `Cancelled ${named(run)}: ${result.cancelled.toLocaleString('en')} messages are not sent`;
    },
  },
};

export function pauseCommand(context: CliContext): Command {
  return controlCommand(context, verbs.pause);
}

export function resumeCommand(context: CliContext): Command {
  return controlCommand(context, verbs.resume);
}

export function cancelCommand(context: CliContext): Command {
  return controlCommand(context, verbs.cancel);
}

function controlCommand(context: CliContext, verb: Verb): Command {
  return new Command(verb.name)
    .description(verb.description)
    .argument('<campaign-or-run>', 'a campaign’s id (all its runs under way) or a run’s number')
    .addHelpText(
      'after',
      `\nA grant that has begun is finished; the service may go on running.\n\nExamples:\n  hawker ${verb.name} welcome-back\n  hawker ${verb.name} 17`,
    )
    .action(async (wanted: string) => {
      const app = await context.app();
      const told: string[] = [];
      for (const run of await runsNamed(app, wanted, verb)) {
        const line = await verb.act(app, run);
        if (line !== null) told.push(line);
      }
      if (told.length === 0) throw nothingTo(verb, wanted);
      print(told.join('\n'));
    });
}

async function runsNamed(app: App, wanted: string, verb: Verb): Promise<readonly Run[]> {
  const runs = /^\d+$/.test(wanted)
    ? [await app.runs.find(Number(wanted))]
    : await app.runs.recent(100, wanted);
  const found = runs.filter((run) => run !== null);
  if (found.length === 0) {
    throw new UserError(`no run and no campaign with runs is called "${wanted}"`, {
      hint: 'see them with: hawker runs',
    });
  }
  const [only] = found;
  if (found.length === 1 && only !== undefined && !verb.from.includes(only.state)) {
    throw new UserError(`${named(only)} is ${only.state}: there is nothing to ${verb.name}`);
  }
  return found.filter(({ state }) => verb.from.includes(state));
}

function nothingTo(verb: Verb, wanted: string): UserError {
  return new UserError(
    `no run of "${wanted}" is ${verb.from.join(' or ')}: nothing to ${verb.name}`,
    {
      hint: 'see them with: hawker runs',
    },
  );
}

function named({ id, campaignId }: Run): string {
  return `run ${id} of ${campaignId}`;
}

async function counts(app: App, { id }: Run): Promise<string> {
  const { sent, planned, claimed, sending } = await app.deliveries.countByState(id);
  const open = planned + claimed + sending;
  return `${sent.toLocaleString('en')} sent, ${open.toLocaleString('en')} to go`;
}
