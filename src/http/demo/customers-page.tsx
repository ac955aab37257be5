import type { FC } from 'hono/jsx';
import { formatMoney } from '../../domain/money.js';
import type { Assets } from '../assets.js';
import { instantText } from '../instant-text.js';
import type { DemoDeps, SampleCustomer } from './deps.js';
import { DemoFrame } from './frame.js';
import { rfmWords } from './words.js';

interface CustomersProps {
  readonly deps: DemoDeps;
  readonly assets: Assets;
  readonly customers: readonly SampleCustomer[];
}

export const CustomersPage: FC<CustomersProps> = ({ deps, assets, customers }) => (
  <DemoFrame deps={deps} assets={assets} title="Customers" here="/demo/customers">
    <h1>Whose chat do you want to see?</h1>
    <p class="lead">
      These are real customers’ purchases under made-up names. Choose one and you are in their chat:
      their picks, their coupon.
    </p>
    <ul class="people">
      {customers.map((customer) => (
        <CustomerCard customer={customer} deps={deps} />
      ))}
    </ul>
  </DemoFrame>
);

export const CustomerCard: FC<{ customer: SampleCustomer; deps: DemoDeps }> = ({
  customer,
  deps,
}) => {
  const { externalId, name, country, orders, spentMinor, lastBoughtAt, favourites } = customer;
  return (
    <li class="panel person">
      <div class="person-head">
        <span class="initials" aria-hidden="true">
          {initialsOf(name)}
        </span>
        <div>
          <h3>{name}</h3>
          <p class="quiet">
            {externalId}
            {country === null ? '' : ` · ${country}`}
          </p>
        </div>
        {customer.hasMessage && <span class="badge badge-sent">1 message</span>}
      </div>
      <p class="chips">
        {rfmWords(customer).map((word) => (
          <span class="chip">{word}</span>
        ))}
      </p>
      <p class="quiet">
        {orders.toLocaleString('en')} {orders === 1 ? 'order' : 'orders'},{' '}
        {formatMoney(spentMinor, deps.currency)}
        {lastBoughtAt === null
          ? ''
          : `, last on ${instantText(lastBoughtAt, deps.timezone).split(',')[0]}`}
      </p>
      {favourites.length > 0 && <p class="person-likes">{favourites.slice(0, 3).join(' · ')}</p>}
      <form method="post" action="/demo/chat-as">
        <input type="hidden" name="customer" value={externalId} />
        <button type="submit" class="button primary">
          Chat as {name.split(' ')[0]}
        </button>
      </form>
    </li>
  );
};

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
}
