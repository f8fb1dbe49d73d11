import { mockCredentials } from '@backstage/backend-test-utils';
import { Counts, GroupBy } from '@meshboard/backstage-plugin-mesh-common';
import { databases } from '../store/__testUtils__/databases';
import { recordOf } from '../store/__testUtils__/records';
import { EntityRecord } from '../store/types';
import { ANN, TestApi } from './__testUtils__/TestApi';

jest.setTimeout(120_000);

const STAGES = ['not-meshed', 'meshed', 'encrypted', 'strict', 'unknown'];
const HEALTHS = ['healthy', 'unhealthy', 'too-few-requests', 'no-traffic'];
const ELIGIBILITIES = ['eligible', 'eligible', 'not-applicable', 'unknown'];

const pick = <T>(all: T[], i: number): T => all[i % all.length];

/** Entities that differ in all that is counted; periods of unlike length, so that they mix. */
const records: EntityRecord[] = Array.from({ length: 60 }, (_, i) => {
  const stage = pick(STAGES, i) as any;
  const pods = i % 7;
  const meshed = stage === 'not-meshed' ? 0 : pods;
  const eligibility = pick(ELIGIBILITIES, Math.floor(i / 2)) as any;
  return recordOf(`e${i}`, {
    summary: {
      stage,
      health: pick(HEALTHS, i) as any,
      membership: pick(['meshed', 'partial', 'not-meshed', 'unknown'], i),
      eligibility,
      owner: pick(['group:default/a', 'group:default/b', null], i),
      system: pick(['system:default/x', null], i),
      lifecycle:
        pick(['production', 'experimental', 'old', null, ''], i) || null,
      type: pick(['service', 'website'], i),
      asOf: `2026-01-01T09:${String(10 + ((i * 7) % 50)).padStart(
        2,
        '0',
      )}:00.000Z`,
      totalPods: pods,
      meshedPods: meshed,
    } as any,
    eligibilityReason: eligibility === 'not-applicable' ? 'not-linked' : null,
    slices: [
      {
        runningPods: pods,
        meshedPods: meshed,
        workloads: 2,
        meshedWorkloads: 1,
      },
    ],
  });
});

/** A third is shown, chosen across all periods. */
const visible = records.filter((_, i) => (i * 7) % 11 < 4);

const sum = (of: EntityRecord[], value: (r: EntityRecord) => number) =>
  of.reduce((total, record) => total + value(record), 0);

/** Counted as one would by hand. */
function countedByHand(all: EntityRecord[]): Partial<Counts> {
  const eligible = all.filter(r => r.summary.eligibility === 'eligible');
  const of = (field: 'stage' | 'health' | 'membership', value: string) =>
    eligible.filter(r => r.summary[field] === value).length;
  const inMesh =
    of('stage', 'meshed') + of('stage', 'encrypted') + of('stage', 'strict');
  const judged = of('health', 'healthy') + of('health', 'unhealthy');
  const idle = all.filter(
    r => r.summary.eligibility === 'not-applicable',
  ).length;
  return {
    total: all.length,
    eligible: eligible.length,
    exempt: 0,
    notApplicable: idle,
    notApplicableBy: idle > 0 ? { 'not-linked': idle } : {},
    unknown: all.filter(r => r.summary.eligibility === 'unknown').length,
    stages: {
      'not-meshed': of('stage', 'not-meshed'),
      meshed: of('stage', 'meshed'),
      encrypted: of('stage', 'encrypted'),
      strict: of('stage', 'strict'),
      'zero-trust': 0,
      unknown: of('stage', 'unknown'),
    },
    membership: {
      meshed: of('membership', 'meshed'),
      partial: of('membership', 'partial'),
      'not-meshed': of('membership', 'not-meshed'),
      unknown: of('membership', 'unknown'),
    },
    health: {
      healthy: of('health', 'healthy'),
      unhealthy: of('health', 'unhealthy'),
      'too-few-requests': of('health', 'too-few-requests'),
      'no-traffic': of('health', 'no-traffic'),
      unknown: 0,
    },
    pods: {
      running: sum(all, r => r.summary.totalPods),
      meshed: sum(all, r => r.summary.meshedPods),
    },
    workloads: { total: 2 * all.length, meshed: all.length },
    coverage: null,
    meshedShare: eligible.length ? inMesh / eligible.length : null,
    strictShare: eligible.length
      ? of('stage', 'strict') / eligible.length
      : null,
    healthyShare: judged ? of('health', 'healthy') / judged : null,
  };
}

const GROUPS: GroupBy[] = ['owner', 'system', 'lifecycle', 'type'];

describe.each(databases.eachSupportedId())('totals on %s', id => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.create(await databases.init(id));
    api.shown[ANN] = visible.map(r => r.summary.entityRef);
    await api.store.writeEntities(records, { complete: true });
  });

  beforeEach(() => api.reset());

  const get = async (path: string) => {
    const { status, body } = await api.get(
      path,
      mockCredentials.user.header(ANN),
    );
    expect(status).toBe(200);
    return body;
  };

  it.each(GROUPS)(
    'by %s are of what is shown and of nothing else',
    async groupBy => {
      const body = await get(`/scorecard?groupBy=${groupBy}`);
      expect(visible.length).toBeLessThan(records.length);
      expect(body.totals).toMatchObject(countedByHand(visible));
      expect(body.asOf).toBe(visible.map(r => r.summary.asOf).sort()[0]);
      const keys = new Set(
        visible.map(r => (r.summary as any)[groupBy] ?? 'none'),
      );
      expect(body.groups.map((g: any) => g.key)).toEqual([...keys].sort());
      for (const { key, counts } of body.groups) {
        const own = visible.filter(
          r => ((r.summary as any)[groupBy] ?? 'none') === key,
        );
        expect([key, counts]).toMatchObject([key, countedByHand(own)]);
      }
    },
  );

  it('under a filter too', async () => {
    const body = await get('/scorecard?type=website&stage=strict');
    const left = visible.filter(
      r => r.summary.type === 'website' && r.summary.stage === 'strict',
    );
    expect(left.length).toBeGreaterThan(0);
    expect(body.totals).toMatchObject(countedByHand(left));
  });

  it('are the number of rows that pages give', async () => {
    const refs: string[] = [];
    let cursor: string | undefined;
    do {
      const body: any = await get(
        `/entities?limit=7${cursor ? `&cursor=${cursor}` : ''}`,
      );
      expect(body.totalItems).toBe(visible.length);
      refs.push(...body.items.map((i: any) => i.entityRef));
      cursor = body.pageInfo.nextCursor;
    } while (cursor);
    expect(refs.sort()).toEqual(visible.map(r => r.summary.entityRef).sort());
  });
});
