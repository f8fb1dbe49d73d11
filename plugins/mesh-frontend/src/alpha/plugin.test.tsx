import {
  createExtensionTester,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import { meshApiRef } from '../api';
import { entity } from '../__testUtils__/render';
import { strict } from '../fixtures/status';
import plugin from './index';

const api = {
  getEntityStatus: async () => strict,
} as unknown as typeof meshApiRef.T;

describe('the plugin in the new frontend system', () => {
  // Asking for an extension that is not registered throws.
  it.each([
    'api:mesh',
    'entity-card:mesh',
    'entity-content:mesh',
    'page:mesh',
  ] as const)('registers %s', id => {
    expect(plugin.getExtension(id)).toBeDefined();
  });

  it('shows the card on the page of a component', async () => {
    renderTestApp({
      extensions: [
        createTestEntityPage({ entity }),
        plugin.getExtension('entity-card:mesh'),
      ],
      apis: [[meshApiRef, api]],
    });
    expect(await screen.findByText('12 of 12 pods')).toBeInTheDocument();
  });

  it.each([
    ['Component', true],
    ['Group', false],
  ])('offers card and tab to a %s: %s', (kind, offered) => {
    const card = createExtensionTester(
      plugin.getExtension('entity-card:mesh'),
    ).get(EntityCardBlueprint.dataRefs.filterFunction);
    const tab = createExtensionTester(
      plugin.getExtension('entity-content:mesh'),
    ).get(EntityContentBlueprint.dataRefs.filterFunction);
    expect(card?.({ ...entity, kind })).toBe(offered);
    expect(tab?.({ ...entity, kind })).toBe(offered);
  });

  it('shows the tab', async () => {
    renderTestApp({
      extensions: [
        createTestEntityPage({ entity }),
        plugin.getExtension('entity-content:mesh'),
      ],
      apis: [[meshApiRef, api]],
    });
    expect(
      await screen.findByRole('region', { name: 'Workloads' }),
    ).toBeInTheDocument();
  });

  it('shows the page at its path', async () => {
    renderTestApp({
      extensions: [plugin.getExtension('page:mesh')],
      apis: [
        [
          meshApiRef,
          new Proxy({} as typeof meshApiRef.T, {
            get: () => () => new Promise(() => {}),
          }),
        ],
      ],
      initialRouteEntries: ['/mesh'],
    });
    expect(
      await screen.findByRole('tab', { name: 'Scorecard' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('tab', { name: 'Health' })).toBeInTheDocument();
  });
});
