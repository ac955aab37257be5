// The demo shop's cart: kept for this visit, priced by the server at each change.

const quote = document.getElementById('quote');
const code = document.getElementById('code');
const emptyNote = quote.innerHTML;
let asked = 0;
let paysWithPoints = false;

function cart() {
  try {
    return JSON.parse(sessionStorage.getItem('hawker-cart')) ?? {};
  } catch {
    return {};
  }
}

function change(sku, by) {
  const lines = cart();
  const quantity = (lines[sku] ?? 0) + by;
  if (quantity > 0) lines[sku] = Math.min(quantity, 999);
  else delete lines[sku];
  keep(lines);
  return price();
}

function keep(lines) {
  sessionStorage.setItem('hawker-cart', JSON.stringify(lines));
}

async function post(path) {
  const lines = Object.entries(cart()).map(([sku, quantity]) => ({ sku, quantity }));
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      lines,
      code: code.value.trim(),
      group: quote.dataset.group,
      points: paysWithPoints,
    }),
  });
  if (!response.ok) throw new Error(String(response.status));
  return response.text();
}

async function price() {
  const turn = ++asked;
  if (Object.keys(cart()).length === 0) {
    quote.innerHTML = emptyNote;
    return;
  }
  try {
    const html = await post('/demo/shop/quote');
    // An older answer that comes later says nothing about the cart as it is now.
    if (turn === asked) put(html);
  } catch {
    if (turn === asked)
      put('<p class="problem" role="alert">No price just now. Please try again.</p>');
  }
}

function put(html) {
  const focused = document.activeElement?.dataset ?? {};
  quote.innerHTML = html;
  if (focused.points !== undefined) quote.querySelector('[data-points]')?.focus();
  const again = ['add', 'less'].find((name) => focused[name] !== undefined);
  if (again) quote.querySelector(`[data-${again}="${CSS.escape(focused[again])}"]`)?.focus();
}

async function pay(button) {
  button.disabled = true;
  try {
    put(await post('/demo/shop/checkout'));
    if (quote.querySelector('[data-paid]')) {
      keep({});
      // A coupon is spent once.
      const { spent = '' } = quote.querySelector('[data-paid]').dataset;
      const codes = spent.toUpperCase().split(' ');
      const isSpent = ({ dataset }) => codes.includes(dataset.code.toUpperCase());
      [...document.querySelectorAll('.code-form [data-code]')].filter(isSpent).forEach((chip) => {
        chip.remove();
      });
      code.value = '';
      // So is a seat.
      delete quote.dataset.group;
    }
  } catch {
    put('<p class="problem" role="alert">The payment did not go through. Please try again.</p>');
  }
}

// A presale's second payment.
async function payRest(button) {
  button.disabled = true;
  try {
    const response = await fetch('/demo/shop/balance', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ reservation: button.dataset.balance }),
    });
    if (!response.ok) throw new Error(String(response.status));
    put(await response.text());
  } catch {
    button.disabled = false;
    button.textContent = 'That did not go through. Try again';
  }
}

quote.addEventListener('change', (event) => {
  if (event.target.dataset.points === undefined) return;
  paysWithPoints = event.target.checked;
  void price();
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button === null) return;
  const { add, less, code: chosen } = button.dataset;
  if (add !== undefined) void change(add, 1);
  if (less !== undefined) void change(less, -1);
  if (chosen !== undefined) {
    code.value = chosen;
    void price();
  }
  if (button.dataset.pay !== undefined) void pay(button);
  if (button.dataset.balance !== undefined) void payRest(button);
});

document.getElementById('code-form').addEventListener('submit', (event) => {
  event.preventDefault();
  void price();
});

void price();
