import { ComponentSpec } from '../types';

const KUBERNETES_ID = 'backstage.io/kubernetes-id';
const SELECTOR = 'backstage.io/kubernetes-label-selector';
const NAMESPACE = 'backstage.io/kubernetes-namespace';
const CLUSTER = 'backstage.io/kubernetes-cluster';

type Row = [name: string, description: string, more?: Partial<ComponentSpec>];

/** Components of a system; each is found by its id unless it says otherwise. */
function of(system: string, owner: string, rows: Row[]): ComponentSpec[] {
  return rows.map(([name, description, more = {}]) => ({
    name,
    description,
    type: 'service',
    lifecycle: 'production',
    owner,
    system,
    annotations: { [KUBERNETES_ID]: name },
    ...more,
  }));
}

const selected = (name: string, namespace: string) => ({
  annotations: { [SELECTOR]: `app=${name}`, [NAMESPACE]: namespace },
});
const website = { type: 'website' };
const experimental = { lifecycle: 'experimental' };
const deprecated = { lifecycle: 'deprecated' };

/** The catalog's components. */
export const components: ComponentSpec[] = [
  ...of('storefront', 'team-shop', [
    ['web-shop', 'The shop in Europe', website],
    ['us-shop', 'The shop in America', website],
    ['product-page', 'Everything about one product'],
    ['search', 'Finds products, on both sides of the Atlantic'],
    ['cart', 'What somebody means to buy', selected('cart', 'storefront')],
    ['recommendations', 'What else one might like'],
    ['reviews', 'What others thought of it'],
    ['product-images', 'Pictures; keeps out of the mesh by its own wish'],
    ['wishlist', 'What somebody would like to have'],
    ['deals', 'Offers of the day'],
    ['monolith', 'What the shop once was', deprecated],
    [
      'design-tokens',
      'Colours and spaces, as a package',
      { type: 'library', annotations: {} },
    ],
    [
      'shop-ap',
      'The shop in Asia',
      {
        ...website,
        annotations: { [KUBERNETES_ID]: 'shop-ap', [CLUSTER]: 'prod-ap' },
      },
    ],
    ['shopping-assistant', 'Answers questions about products', experimental],
    ['new-search', 'The next search', experimental],
  ]),
  ...of('checkout', 'team-checkout', [
    [
      'checkout',
      'Turns a cart into an order',
      selected('checkout', 'checkout'),
    ],
    ['pricing', 'What it costs today'],
    ['vouchers', 'Codes that make it cheaper'],
    ['tax', 'What the state gets'],
    ['gift-cards', 'Sold before Christmas, quiet since'],
    ['new-checkout', 'The next checkout', experimental],
    [
      'address-check',
      'Announced, not deployed yet',
      {
        ...experimental,
        annotations: {
          [KUBERNETES_ID]: 'address-check',
          [CLUSTER]: 'prod-eu',
        },
      },
    ],
    [
      'price-lab',
      'Experiments with prices; its selector has a mistake',
      { ...experimental, annotations: { [SELECTOR]: 'app in (price-lab' } },
    ],
  ]),
  ...of('customer', 'team-accounts', [
    ['accounts', 'Who somebody is'],
    ['profiles', 'What somebody told about themselves'],
    ['loyalty', 'Points'],
    ['loyalty-beta', 'Points, reconsidered', experimental],
    ['notifications', 'Mails and pushes'],
  ]),
  ...of('content', 'team-content', [
    ['cms', 'Where texts are written'],
    ['pages', 'Landing pages', website],
    ['image-resizer', 'Pictures in every size'],
    ['banner-service', 'Banners; none is shown at present'],
    ['video-transcoder', 'Films in every size'],
    ['media-library', 'Where films and pictures are kept'],
    [
      'style-guide',
      'How Brightlane writes; nothing of it runs anywhere',
      { type: 'documentation', annotations: {} },
    ],
  ]),
  ...of('payments', 'team-payments', [
    ['payment-gateway', 'Talks to banks'],
    ['fraud-check', 'Says no to thieves'],
    ['ledger', 'Every booking, for ever'],
    ['refunds', 'Money back'],
  ]),
  ...of('cards', 'team-cards', [
    ['card-vault', 'Card numbers, sealed'],
    ['authorizer', 'Asks the card networks'],
    ['settlement', 'Daily clearing'],
  ]),
  ...of('inventory', 'team-stock', [
    ['inventory', 'How many are left'],
    ['warehouse-feed', 'News from the warehouses'],
    ['stock-sync', 'Counts again every night', { type: 'job' }],
  ]),
  ...of('fulfilment', 'team-shipping', [
    ['order-router', 'Which warehouse sends it'],
    ['picking', 'Who fetches it from which shelf'],
    ['shipping', 'Parcels and carriers'],
    ['returns', 'Parcels that come back'],
    ['label-printer', 'Labels for parcels'],
    ['courier-tracking', 'Where the parcel is; fails too often'],
    ['route-planner', 'The shortest way round'],
    ['order-import', 'Orders from the old shop', deprecated],
  ]),
  ...of('partners', 'team-partners', [
    ['partner-api', 'What partners may ask'],
    ['partner-portal', 'Where partners log in', website],
    ['feed-exporter', 'Product data for price engines'],
    [
      'edi-bridge',
      'Nobody has linked it to its workloads',
      { annotations: {} },
    ],
  ]),
  ...of('stores', 'team-stores', [
    ['till-sync', 'Tills and head office agree'],
    ['store-locator', 'The nearest shop'],
    ['kiosk', 'Screens in shops', website],
  ]),
  ...of('promotions', 'team-promotions', [
    ['promo-engine', 'Which offer somebody sees; most of what a mesh can do'],
    ['promo-mailer', 'Offers by mail; its clients are told to use plaintext'],
    ['coupon-store', 'Coupons; an exception for a port that nobody serves'],
    ['coupon-cache', 'Coupons at hand; its port speaks first'],
    ['loyalty-cards', 'Cards; its proxies are behind their control plane'],
    ['price-badges', 'Badges; its port goes round the proxy'],
    ['prize-draw', 'Prizes; its proxies wait for CPU and certificates'],
    [
      'promo-report',
      'What it brought; its job never ends, for its proxy runs on',
      { type: 'job' },
    ],
    ['gift-finder', 'Ideas; a policy on methods, and nothing that reads them'],
    ['gift-wrapper', 'Paper; a sidecar in an ambient namespace'],
    ['gift-wizard', 'Advice; its pods are refused', experimental],
    ['sponsor-api', 'What sponsors may ask; most of what Linkerd can do'],
    ['sponsor-portal', 'Where sponsors log in', website],
    ['sponsor-ledger', 'What sponsors owe; a policy that is never read'],
    ['sponsor-cache', 'Sponsors at hand; its port is not marked opaque'],
    ['sponsor-beacon', 'Counts views; uses the network of its node'],
    ['sponsor-legacy', 'Old sponsors; two proxies in every pod', deprecated],
  ]),
  ...of('data', 'team-data', [
    ['kafka', 'Streams', { type: 'resource' }],
    ['clickstream', 'What people click on'],
    [
      'batch-reports',
      'Scaled to zero since reports moved',
      {
        ...deprecated,
        annotations: {
          [KUBERNETES_ID]: 'batch-reports',
          [CLUSTER]: 'prod-eu',
        },
      },
    ],
  ]),
  ...of('foundation', 'team-runtime', [
    [
      'rehearsal-shop',
      'Upgrades of Istio: nobody tells its clients of mTLS',
      experimental,
    ],
    [
      'rehearsal-basket',
      'Upgrades of Istio: its clients expect too much',
      experimental,
    ],
    [
      'rehearsal-orders',
      'Upgrades of Istio: plaintext that comes all the same',
      experimental,
    ],
    [
      'rehearsal-queue',
      'Upgrades of Linkerd: a port that is not redirected',
      experimental,
    ],
    [
      'rehearsal-stream',
      'Upgrades of Linkerd: a policy that turns callers away',
      experimental,
    ],
    [
      'rehearsal-worker',
      'Upgrades of Linkerd: calls that leave its proxy out',
      experimental,
    ],
    [
      'left-relic',
      'Left out: its revision of Istio has been taken away',
      experimental,
    ],
    [
      'left-guard',
      'Left out: it asks, and its namespace says no',
      experimental,
    ],
    [
      'left-riddle',
      'Left out: everything asks for a sidecar, and it has none',
      experimental,
    ],
    ['left-note', 'Left out: the label is where nobody looks', experimental],
    ['left-copy', 'Left out: a proxy that no injector put in', experimental],
    ['left-dns', 'Left out: Istio stays away from its namespace', experimental],
    [
      'left-ferry',
      'Left out: its nodes have no ztunnel that takes it',
      experimental,
    ],
    ['left-island', 'Left out: Linkerd is told to stay away', experimental],
    [
      'left-twin',
      'Left out: Linkerd adds no proxy beside another',
      experimental,
    ],
    ['left-mute', 'Left out: it has no token to prove who it is', experimental],
    ['left-bear', 'Left out: Kuma was asked, and is not there', experimental],
    [
      'left-bee',
      'Perhaps in Cilium’s mesh, which leaves no trace',
      experimental,
    ],
    ['log-agent', 'Collects logs on every node'],
    ['gpu-probe', 'Watches graphics cards', experimental],
    ['edge-proxy', 'The door of the American cluster'],
    ['backup', 'Copies at night', { type: 'job' }],
    [
      'istio-ingressgateway',
      'The door of the European cluster',
      selected('istio-ingressgateway', 'ingress'),
    ],
  ]),
];
