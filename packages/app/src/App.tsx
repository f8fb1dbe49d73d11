import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { navModule } from './nav';
import { userSettingsModule } from './userSettings';

/** The other plugins are found among the dependencies, by `app.packages`. */
export default createApp({
  features: [catalogPlugin, navModule, userSettingsModule],
});
