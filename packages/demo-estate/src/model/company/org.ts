import { CompanySpec } from '../types';

type Org = Pick<CompanySpec, 'domains' | 'systems' | 'groups' | 'users'>;

const team = (name: string, title: string, parent: string) => ({
  name,
  title,
  type: 'team',
  parent,
});

const system = (
  name: string,
  domain: string,
  owner: string,
  description: string,
) => ({ name, domain, owner, description });

/** Who works at Brightlane, and what they are responsible for. */
export const org: Org = {
  domains: [
    {
      name: 'shopping',
      owner: 'commerce',
      description: 'Finding things and putting them in a cart',
    },
    {
      name: 'money',
      owner: 'finance-engineering',
      description: 'Paying, refunding and keeping the books',
    },
    {
      name: 'logistics',
      owner: 'operations',
      description: 'From the warehouse to the door',
    },
    {
      name: 'platform',
      owner: 'platform-engineering',
      description: 'What the others build on',
    },
  ],
  systems: [
    system('storefront', 'shopping', 'team-shop', 'The shop that people see'),
    system('checkout', 'shopping', 'team-checkout', 'From cart to order'),
    system('customer', 'shopping', 'team-accounts', 'Accounts and loyalty'),
    system('content', 'shopping', 'team-content', 'Texts and pictures'),
    system('payments', 'money', 'team-payments', 'Payments in Europe'),
    system('cards', 'money', 'team-cards', 'Card payments in America'),
    system('inventory', 'logistics', 'team-stock', 'What is where'),
    system('fulfilment', 'logistics', 'team-shipping', 'Orders on their way'),
    system('partners', 'logistics', 'team-partners', 'Other companies'),
    system('stores', 'shopping', 'team-stores', 'Shops with a door'),
    system(
      'promotions',
      'shopping',
      'team-promotions',
      'Coupons, prizes and sponsors',
    ),
    system('data', 'platform', 'team-data', 'Streams and reports'),
    system('foundation', 'platform', 'team-runtime', 'Clusters and agents'),
  ],
  groups: [
    { name: 'brightlane', title: 'Brightlane', type: 'organization' },
    ...[
      ['commerce', 'Commerce'],
      ['finance-engineering', 'Finance Engineering'],
      ['operations', 'Operations'],
      ['platform-engineering', 'Platform Engineering'],
    ].map(([name, title]) => ({
      name,
      title,
      type: 'department',
      parent: 'brightlane',
    })),
    team('team-shop', 'Shop', 'commerce'),
    team('team-checkout', 'Checkout', 'commerce'),
    team('team-accounts', 'Accounts', 'commerce'),
    team('team-content', 'Content', 'commerce'),
    team('team-stores', 'Stores', 'commerce'),
    team('team-promotions', 'Promotions', 'commerce'),
    team('team-payments', 'Payments', 'finance-engineering'),
    team('team-cards', 'Cards', 'finance-engineering'),
    team('team-stock', 'Stock', 'operations'),
    team('team-shipping', 'Shipping', 'operations'),
    team('team-partners', 'Partners', 'operations'),
    team('team-data', 'Data', 'platform-engineering'),
    team('team-runtime', 'Runtime', 'platform-engineering'),
  ],
  users: [
    { name: 'guest', displayName: 'Guest', memberOf: ['team-shop'] },
    {
      name: 'ines.moreau',
      displayName: 'Inès Moreau',
      memberOf: ['team-shop'],
    },
    {
      name: 'tomasz.lis',
      displayName: 'Tomasz Lis',
      memberOf: ['team-checkout'],
    },
    {
      name: 'amara.okafor',
      displayName: 'Amara Okafor',
      memberOf: ['team-payments'],
    },
    { name: 'jun.sato', displayName: 'Jun Sato', memberOf: ['team-shipping'] },
    {
      name: 'lena.vogt',
      displayName: 'Lena Vogt',
      memberOf: ['team-runtime', 'platform-engineering'],
    },
    { name: 'diego.ruiz', displayName: 'Diego Ruiz', memberOf: ['team-cards'] },
  ],
};
