import { staffTextsIn } from '../domain/conversation/staff/staff-texts.js';
import { closeTalk, type DeskDeps, toStaff } from './support-desk.js';

const idleMs = 86_400_000;
const mostAtOnce = 200;

/** Closes talks in which nothing was said for a day, and says so on both sides. @returns how many */
export async function closeSleepingTalks(deps: DeskDeps): Promise<number> {
  const at = deps.clock.now();
  const idle = await deps.support.idleSince(at - idleMs, mostAtOnce);
  const texts = staffTextsIn(deps.shop.locales[0]);
  for (const each of idle) {
    await toStaff(deps, `case:${each.id}:asleep`, texts.fellAsleep(each.id));
    await closeTalk(deps, each, { by: 'idle', at, isAsleep: true });
  }
  return idle.length;
}
