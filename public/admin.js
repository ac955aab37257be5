// The dashboard: figures that follow what happens, and a question before a run is cancelled.

const live = document.getElementById('live');
const controls = document.getElementById('controls');

function put(place, html) {
  if (place === null || html === undefined || place.dataset.shown === html) return;
  // Buttons that look the same are not touched, so that the keyboard's focus stays on them.
  place.innerHTML = html;
  place.dataset.shown = html;
}

if (live?.dataset.stream) {
  const source = new EventSource(live.dataset.stream);
  source.addEventListener('status', (event) => {
    const data = JSON.parse(event.data);
    put(live, data.live);
    put(controls, data.controls);
  });
}

document.addEventListener('submit', (event) => {
  const question = event.submitter?.dataset.confirm;
  if (question !== undefined && !window.confirm(question)) event.preventDefault();
});
