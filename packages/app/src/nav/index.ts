import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { sidebarContent } from './SidebarContent';

/** The sidebar of this app. */
export const navModule = createFrontendModule({
  pluginId: 'app',
  extensions: [sidebarContent],
});
