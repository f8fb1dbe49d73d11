// @ts-check

/** Compared byte by byte on both databases, so that both sort alike and keysets hold. */
const text = (/** @type {import('knex').Knex} */ knex) =>
  knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const type = text(knex);

  await knex.schema.createTable('mesh_sources', table => {
    table.comment('Clusters and metrics servers, and how reading them went');
    table.specificType('kind', type).notNullable();
    table.specificType('name', type).notNullable();
    table.specificType('cluster', type).notNullable();
    table.specificType('state', type).notNullable();
    table.specificType('last_success', type);
    table.specificType('last_attempt', type);
    table.text('message');
    table.primary(['kind', 'name', 'cluster']);
  });

  await knex.schema.createTable('mesh_clusters', table => {
    table.comment('What is known of each cluster, as JSON');
    table.specificType('name', type).primary();
    table.text('status').notNullable();
  });

  await knex.schema.createTable('mesh_workloads', table => {
    table.comment('Workloads as each cluster was last read');
    table.specificType('workload_key', type).primary();
    table.specificType('cluster', type).notNullable();
    table.specificType('namespace', type).notNullable();
    table.specificType('kind', type).notNullable();
    table.specificType('name', type).notNullable();
    table.specificType('membership', type).notNullable();
    table.integer('running_pods').notNullable();
    table.integer('meshed_pods').notNullable();
    table.boolean('infrastructure').notNullable();
    table.text('facts').notNullable();
    table.index(['cluster', 'namespace'], 'mesh_workloads_place_idx');
  });

  await knex.schema.createTable('mesh_traffic', table => {
    table.comment('Traffic into workloads as each server last told it');
    table.specificType('server', type).notNullable();
    table.specificType('cluster', type).notNullable();
    table.specificType('namespace', type).notNullable();
    table.specificType('workload', type).notNullable();
    table.specificType('kind', type).notNullable();
    table.specificType('mesh', type).notNullable();
    table.text('traffic').notNullable();
    table.primary([
      'server',
      'cluster',
      'namespace',
      'workload',
      'kind',
      'mesh',
    ]);
  });

  await knex.schema.createTable('mesh_evidence_hours', table => {
    table.comment('Hours for which the evidence of a cluster is complete');
    table.specificType('cluster', type).notNullable();
    table.specificType('hour', type).notNullable();
    table.primary(['cluster', 'hour']);
  });

  await knex.schema.createTable('mesh_evidence', table => {
    table.comment('Encrypted and plaintext calls into a workload in an hour');
    table.increments('id').primary();
    table.specificType('cluster', type).notNullable();
    table.specificType('hour', type).notNullable();
    table.specificType('namespace', type).notNullable();
    table.specificType('workload', type).notNullable();
    table.double('encrypted').notNullable();
    table.double('plaintext').notNullable();
    table.unique(['cluster', 'hour', 'namespace', 'workload'], {
      indexName: 'mesh_evidence_uniq',
    });
    table.index(['hour'], 'mesh_evidence_hour_idx');
  });

  await knex.schema.createTable('mesh_entities', table => {
    table.comment('Status of each catalog entity, pooled over its slices');
    table.specificType('entity_ref', type).primary();
    table.specificType('title_sort', type).notNullable();
    table.specificType('search', type).notNullable();
    for (const column of ['owner', 'system', 'domain', 'lifecycle', 'type']) {
      table.specificType(column, type).index(`mesh_entities_${column}_idx`);
    }
    for (const column of [
      'stage',
      'membership',
      'mtls_configured',
      'health',
      'eligibility',
      'recommendation',
    ]) {
      table
        .specificType(column, type)
        .notNullable()
        .index(`mesh_entities_${column}_idx`);
    }
    table.specificType('eligibility_reason', type);
    table.double('mtls_observed_share');
    table.double('success_rate');
    table.double('requests_per_second');
    table.integer('running_pods').notNullable();
    table.integer('meshed_pods').notNullable();
    table.integer('workloads').notNullable();
    table.integer('meshed_workloads').notNullable();
    table.specificType('as_of', type);
    table.specificType('last_known_at', type);
    table.specificType('last_known_membership', type);
    table.specificType('last_known_stage', type);
    table.text('summary').notNullable();
    table.text('status').notNullable();
    table.index(['title_sort', 'entity_ref'], 'mesh_entities_title_idx');
  });

  await knex.schema.createTable('mesh_entity_slices', table => {
    table.comment('Status of an entity in one namespace of one cluster');
    table.specificType('entity_ref', type).notNullable();
    table.specificType('cluster', type).notNullable();
    table.specificType('namespace', type).notNullable();
    table.specificType('stage', type).notNullable();
    table.integer('stage_rank');
    table.specificType('membership', type).notNullable();
    table.specificType('mtls_configured', type).notNullable();
    table.specificType('health', type).notNullable();
    table.integer('running_pods').notNullable();
    table.integer('meshed_pods').notNullable();
    table.integer('workloads').notNullable();
    table.integer('meshed_workloads').notNullable();
    table.double('requests_total');
    table.double('requests_success');
    table.double('encrypted_total');
    table.double('encrypted');
    table.primary(['entity_ref', 'cluster', 'namespace']);
    table.index(['cluster', 'namespace'], 'mesh_entity_slices_place_idx');
    table.index(['namespace'], 'mesh_entity_slices_namespace_idx');
  });

  await knex.schema.createTable('mesh_entity_meshes', table => {
    table.comment('Meshes that an entity is in, per slice');
    table.specificType('entity_ref', type).notNullable();
    table.specificType('cluster', type).notNullable();
    table.specificType('namespace', type).notNullable();
    table.specificType('mesh', type).notNullable();
    table.specificType('data_plane', type).notNullable();
    table.primary(['entity_ref', 'cluster', 'namespace', 'mesh', 'data_plane']);
    table.index(['mesh'], 'mesh_entity_meshes_mesh_idx');
    table.index(['data_plane'], 'mesh_entity_meshes_data_plane_idx');
  });

  await knex.schema.createTable('mesh_entity_findings', table => {
    table.comment('Codes of the findings of an entity');
    table.specificType('entity_ref', type).notNullable();
    table.specificType('code', type).notNullable();
    table.primary(['entity_ref', 'code']);
    table.index(['code'], 'mesh_entity_findings_code_idx');
  });

  await knex.schema.createTable('mesh_entity_owners', table => {
    table.comment('The owner of an entity and the groups above it');
    table.specificType('entity_ref', type).notNullable();
    table.specificType('owner', type).notNullable();
    table.primary(['entity_ref', 'owner']);
    table.index(['owner'], 'mesh_entity_owners_owner_idx');
  });

  await knex.schema.createTable('mesh_entity_workloads', table => {
    table.comment('Workloads that belong to an entity');
    table.specificType('entity_ref', type).notNullable();
    table.specificType('workload_key', type).notNullable();
    table.primary(['entity_ref', 'workload_key']);
    table.index(['workload_key'], 'mesh_entity_workloads_key_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'mesh_entity_workloads',
    'mesh_entity_owners',
    'mesh_entity_findings',
    'mesh_entity_meshes',
    'mesh_entity_slices',
    'mesh_entities',
    'mesh_evidence',
    'mesh_evidence_hours',
    'mesh_traffic',
    'mesh_workloads',
    'mesh_clusters',
    'mesh_sources',
  ]) {
    await knex.schema.dropTable(table);
  }
};
