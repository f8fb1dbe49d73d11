import { clusterObjects } from '../../kubernetes/clusterObjects';
import { catalogEntities } from '../catalog';
import { dice } from '../random';
import { brightlane } from '.';
import { EXPECTED } from './expected';

const entities = catalogEntities(brightlane);
const refs = new Set(
  entities.map(e => `${e.kind.toLowerCase()}:default/${e.metadata.name}`),
);
const pods = brightlane.clusters.flatMap(
  cluster => clusterObjects(dice(1), cluster).pods ?? [],
);

describe('Brightlane', () => {
  it('has every entity that the table of states names', () => {
    expect(Object.keys(EXPECTED).filter(ref => !refs.has(ref))).toEqual([]);
  });

  it('has no entity twice', () => {
    expect(refs.size).toBe(entities.length);
  });

  it('refers to owners, systems, domains and parents that exist', () => {
    const kinds = {
      owner: 'group',
      system: 'system',
      domain: 'domain',
      parent: 'group',
    };
    const broken = entities.flatMap(({ metadata, spec }) =>
      Object.entries(kinds)
        .filter(([field]) => spec[field] !== undefined)
        .map(([field, kind]) => `${kind}:default/${spec[field]}`)
        .filter(ref => !refs.has(ref))
        .map(ref => `${metadata.name} → ${ref}`),
    );
    expect(broken).toEqual([]);
  });

  it('is as large as a company that wants a scorecard', () => {
    expect(brightlane.components.length).toBeGreaterThanOrEqual(60);
    expect(pods.length).toBeGreaterThanOrEqual(380);
  });

  it('gives every pod one owner that is listed beside it', () => {
    for (const cluster of brightlane.clusters) {
      const objects = clusterObjects(dice(1), cluster);
      const uids = new Set(
        ['replicasets', 'statefulsets', 'daemonsets', 'jobs'].flatMap(kind =>
          (objects[kind] ?? []).map(o => o.metadata.uid),
        ),
      );
      for (const { metadata } of objects.pods ?? []) {
        const [owner] = metadata.ownerReferences as { uid: string }[];
        expect(uids).toContain(owner.uid);
      }
    }
  });
});
