import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Read the status of entities that the catalog shows to the user.
 *
 * @public
 */
export const meshStatusReadPermission = createPermission({
  name: 'mesh.status.read',
  attributes: { action: 'read' },
});

/**
 * Have an entity's workloads read again now.
 *
 * @public
 */
export const meshStatusRefreshPermission = createPermission({
  name: 'mesh.status.refresh',
  attributes: { action: 'update' },
});

/**
 * Read totals over the entities that the catalog shows to the user.
 *
 * @public
 */
export const meshScorecardReadPermission = createPermission({
  name: 'mesh.scorecard.read',
  attributes: { action: 'read' },
});

/**
 * Read about clusters, sources and workloads that belong to no entity.
 *
 * @public
 */
export const meshInfrastructureReadPermission = createPermission({
  name: 'mesh.infrastructure.read',
  attributes: { action: 'read' },
});

/**
 * Read the adoption plan.
 *
 * @public
 */
export const meshPlanReadPermission = createPermission({
  name: 'mesh.plan.read',
  attributes: { action: 'read' },
});

/**
 * Change waivers, targets and assessment answers.
 *
 * @public
 */
export const meshPlanUpdatePermission = createPermission({
  name: 'mesh.plan.update',
  attributes: { action: 'update' },
});

/**
 * All permissions of the plugin.
 *
 * @public
 */
export const meshPermissions = [
  meshStatusReadPermission,
  meshStatusRefreshPermission,
  meshScorecardReadPermission,
  meshInfrastructureReadPermission,
  meshPlanReadPermission,
  meshPlanUpdatePermission,
];
