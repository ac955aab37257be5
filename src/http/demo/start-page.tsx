import type { Child, FC } from 'hono/jsx';
import type { Assets } from '../assets.js';
import { instantText } from '../instant-text.js';
import { CustomerCard } from './customers-page.js';
import type { DemoDeps, DemoSummary, SampleCustomer } from './deps.js';
import { DemoFrame } from './frame.js';

interface StartProps {
  readonly deps: DemoDeps;
  readonly assets: Assets;
  readonly summary: DemoSummary;
  readonly customers: readonly SampleCustomer[];
}

const count = (value: number) => value.toLocaleString('en');

export const StartPage: FC<StartProps> = ({ deps, assets, summary, customers }) => (
  <DemoFrame deps={deps} assets={assets} title="Hawker demo" here="/">
    <div class="hero">
      <p class="kicker">Hawker, on real sales of a real shop</p>
      <h1>Your shop is open, and its first campaign is out.</h1>
      <p class="lead">
        All of it happened on this machine, a moment ago. Nothing was sent to anybody: the
        customers’ chats are in this browser.
      </p>
    </div>
    <Happened deps={deps} summary={summary} />
    <section>
      <h2>Try it: be one of the customers</h2>
      <ul class="people">
        {customers.map((customer) => (
          <CustomerCard customer={customer} deps={deps} />
        ))}
      </ul>
      <p>
        <a href="/demo/customers">All sample customers</a>
      </p>
    </section>
    <Next summary={summary} />
    <p class="quiet attribution">
      Data: <a href={summary.attribution.href}>{summary.attribution.text}</a>
    </p>
  </DemoFrame>
);

const Happened: FC<{ deps: DemoDeps; summary: DemoSummary }> = ({ deps, summary }) => {
  const { imported, model, campaigns, run } = summary;
  const day = (at: number) => instantText(at, deps.timezone).split(',')[0];
  return (
    <section>
      <h2>What just happened</h2>
      <ol class="steps">
        <Step title="Imported" figure={count(imported.orders)} unit="orders">
          {count(imported.interactions)} interactions of {count(imported.customers)} customers with{' '}
          {count(imported.products)} products, {day(imported.fromAt)} to {day(imported.untilAt)}
        </Step>
        {model && (
          <Step title="Trained" figure={count(model.products)} unit="products">
            The recommender “{model.name}” knows what goes with what
          </Step>
        )}
        <Step
          title="Applied"
          figure={count(campaigns.length)}
          unit={campaigns.length === 1 ? 'campaign' : 'campaigns'}
        >
          {campaigns.map(({ name }) => name).join(', ') || 'none yet'}
        </Step>
        {run && (
          <Step title="Sent" figure={count(run.sent)} unit="messages">
            {count(run.audience)} in the audience, {count(run.holdout)} held back to compare with,{' '}
            {count(run.coupons)} personal coupons
            {run.waiting > 0 ? `; ${count(run.waiting)} still going out` : ''}
          </Step>
        )}
      </ol>
    </section>
  );
};

const Step: FC<{ title: string; figure: string; unit: string; children?: Child }> = (props) => (
  <li class="panel step">
    <p class="kicker">{props.title}</p>
    <p class="big">
      {props.figure} <span>{props.unit}</span>
    </p>
    <p class="quiet">{props.children}</p>
  </li>
);

const Next: FC<{ summary: DemoSummary }> = ({ summary }) => {
  const first = summary.run?.campaignId ?? summary.campaigns[0]?.id;
  return (
    <section>
      <h2>Then see what it does to the figures</h2>
      <ol class="next">
        <li>
          <div>
            <strong>Take the coupon to the shop.</strong> In the chat, press a product or “use a
            coupon”, then pay in the <a href="/demo/shop">demo shop</a>.
          </div>
        </li>
        <li>
          <div>
            <strong>Try every kind of promotion.</strong> “What is on today” in the shop lists one
            of each, from a flash sale to a presale; say “join” in the chat for members’ prices and
            points, “groups” to buy with somebody else.
          </div>
        </li>
        {first !== undefined && (
          <li>
            <div>
              <strong>Open the report.</strong> Your click and your purchase are in{' '}
              <a href={`/admin/reports/${encodeURIComponent(first)}`}>the report of {first}</a>,
              beside those who got no message.
            </div>
          </li>
        )}
        <li>
          <div>
            <strong>Watch or stop a run</strong> on the <a href="/admin">campaigns page</a>.
          </div>
        </li>
        <li>
          <div>
            <strong>Look behind it</strong> in a second terminal: <code>npx hawker segments</code>,{' '}
            <code>npx hawker plan campaigns/welcome-back.yaml</code>,{' '}
            <code>npx hawker why CUSTOMER CAMPAIGN</code>. Then make your own:{' '}
            <code>npx hawker init my-shop</code>.
          </div>
        </li>
      </ol>
    </section>
  );
};
