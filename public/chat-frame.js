// The chat in a frame on another website, where neither cookies nor storage of ours can be relied on: browsers part
// or refuse both. The shop's page keeps the chat's token and what was read (widget.js), and hands both over behind
// the #, which no server sees.

/** @param fresh the token of a new chat that came with the page; undefined when the page stands by itself */
export function openFrame(fresh) {
  const given = new URLSearchParams(location.hash.slice(1));
  if (fresh !== undefined) history.replaceState(null, '', location.pathname + location.search);
  const known = given.get('token') || null;
  const token = fresh === undefined ? null : (known ?? fresh);
  const tell = (said) => {
    // Whoever frames us was let in by frame-ancestors, and hears nothing about any chat but the one it keeps.
    if (fresh !== undefined) window.parent.postMessage({ hawkerChat: said }, '*');
  };
  if (token !== null && known === null) tell({ token });
  return {
    isFramed: fresh !== undefined,
    token,
    isNew: known === null,
    read: given.has('read') ? Number(given.get('read')) : null,
    tell,
    /** The other language is another page of the same chat. */
    hash: (read) => String(new URLSearchParams({ token, read: String(read ?? '') })),
    /** The shop's key was changed: what was kept is worth nothing, the next page begins anew. */
    forget() {
      if (token === null || known === null) return;
      tell({ token: null });
      location.reload();
    },
    /** @param listener told whether the panel is open */
    onPanel(listener) {
      window.addEventListener('message', ({ source, data }) => {
        const isOpen = data?.hawkerPanel?.isOpen;
        if (source === window.parent && typeof isOpen === 'boolean') listener(isOpen);
      });
      tell({ isReady: true });
    },
  };
}
