// How much of what the shop said was not looked at yet, on this device.

/**
 * @param place where a page that stands by itself keeps it; null in a frame, whose website keeps it
 * @param read the newest message read before, if that is known
 * @param onChange told {count, read}
 */
export function openUnread({ place, read: readBefore, onChange }) {
  let read = readBefore ?? kept(place);
  let unread = [];

  function changed() {
    onChange({ count: unread.length, read });
  }

  function readUpTo(id) {
    if (id === null || id <= (read ?? -1)) return;
    read = id;
    unread = unread.filter((each) => each > id);
    try {
      if (place !== null) localStorage.setItem(place, String(id));
    } catch {
      // A browser that keeps nothing counts anew each time.
    }
    changed();
  }

  if (place !== null) {
    // Another tab of the same chat was looked at.
    window.addEventListener('storage', ({ key, newValue }) => {
      if (key === place && newValue !== null) readUpTo(Number(newValue));
    });
  }
  return {
    read: () => read,
    readUpTo,
    came(id) {
      if (id <= (read ?? -1)) return;
      unread = [...unread, id];
      changed();
    },
  };
}

function kept(place) {
  try {
    const found = place === null ? null : localStorage.getItem(place);
    return found === null ? null : Number(found);
  } catch {
    return null;
  }
}
