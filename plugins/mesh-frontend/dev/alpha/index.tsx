/* The plugin in the new frontend system: `backstage-cli package start --entrypoint dev/alpha`. */
import '@backstage/cli/asset-types';
import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import ReactDOM from 'react-dom/client';
import { meshApiRef } from '../../src';
import meshPlugin from '../../src/alpha';
import { componentOf } from '../entities';
import { fixtureApi, STATES } from '../fixtureApi';

const app = createApp({
  features: [
    catalogPlugin.withOverrides({
      extensions: [
        catalogPlugin.getExtension('api:catalog').override({
          params: define =>
            define({
              api: catalogApiRef,
              deps: {},
              factory: () =>
                catalogApiMock({ entities: STATES.map(componentOf) }),
            }),
        }),
      ],
    }),
    meshPlugin.withOverrides({
      extensions: [
        meshPlugin.getExtension('api:mesh').override({
          params: define =>
            define({ api: meshApiRef, deps: {}, factory: () => fixtureApi }),
        }),
      ],
    }),
  ],
});

ReactDOM.createRoot(document.getElementById('root')!).render(app.createRoot());
