import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { partOf } from '../domain/recommender/crew.js';
import { type CrewMember, type CrewMessage, crewState, drawParts } from './thread-crew.js';

// The whole program of a crew's thread: takes part in rounds until it is told to end.

const { state, thread } = workerData as CrewMember;

function nextMessage(): CrewMessage | undefined {
  return parentPort ? receiveMessageOnPort(parentPort)?.message : { kind: 'end' };
}

function takePart({ round, task }: Extract<CrewMessage, { kind: 'task' }>): void {
  // First in, then a look whether the round is still open: who closes it waits for all who are in.
  Atomics.add(state, crewState.active, 1);
  try {
    if (Atomics.load(state, crewState.round) === round) drawParts(state, partOf(task, thread));
  } catch {
    Atomics.store(state, crewState.failed, 1);
  } finally {
    Atomics.sub(state, crewState.active, 1);
    Atomics.notify(state, crewState.active);
  }
}

for (;;) {
  const seen = Atomics.load(state, crewState.round);
  const message = nextMessage();
  if (message === undefined) Atomics.wait(state, crewState.round, seen);
  else if (message.kind === 'end') break;
  else takePart(message);
}
