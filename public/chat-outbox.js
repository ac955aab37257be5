// What was said here and the server does not have yet. One after the other, so that nothing overtakes; each under an
// id of its own, so that the server takes a repeat for the same; kept over a reload.

const retryMs = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * @param place under which name this tab keeps what waits
 * @param post sends one saying; a Response, or it throws
 * @param onChange told of each {saying, text, state: 'sending' | 'waiting' | 'sent' | 'refused', status?, answer?}
 */
export function openOutbox({ place, post, onChange }) {
  const waiting = kept(place);
  let isBusy = false;
  let failures = 0;
  let timer;

  function keep() {
    try {
      if (waiting.length === 0) sessionStorage.removeItem(place);
      else sessionStorage.setItem(place, JSON.stringify(waiting));
    } catch {
      // A browser that keeps nothing: what waits lasts as long as the page.
    }
  }

  async function flush() {
    clearTimeout(timer);
    if (isBusy) return;
    isBusy = true;
    while (waiting.length > 0 && (await isSettled(waiting[0]))) {
      failures = 0;
      waiting.shift();
      keep();
    }
    isBusy = false;
    if (waiting.length === 0) return;
    timer = setTimeout(flush, retryMs[Math.min(failures, retryMs.length - 1)]);
    failures += 1;
  }

  /** False: it has to be tried again, and so has everything behind it to wait. */
  async function isSettled(said) {
    onChange({ ...said, state: 'sending' });
    try {
      const response = await post(said.saying);
      if (response.ok) onChange({ ...said, state: 'sent', answer: await response.json() });
      else if (isRefusal(response.status))
        onChange({ ...said, state: 'refused', status: response.status });
      else onChange({ ...said, state: 'waiting', status: response.status });
      return response.ok || isRefusal(response.status);
    } catch {
      onChange({ ...said, state: 'waiting' });
      return false;
    }
  }

  return {
    waiting: () => [...waiting],
    add(saying, text) {
      waiting.push({ saying: { ...saying, id: newId() }, text });
      keep();
      onChange({ ...waiting.at(-1), state: 'sending' });
      return flush();
    },
    /** Tries at once: the line is there again. */
    flush: () => {
      failures = 0;
      return flush();
    },
  };
}

// Who is unknown (401), too fast (429) or too early (408) may say the very same later.
function isRefusal(status) {
  return status >= 400 && status < 500 && ![401, 408, 429].includes(status);
}

function kept(place) {
  try {
    const found = JSON.parse(sessionStorage.getItem(place) ?? '[]');
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
