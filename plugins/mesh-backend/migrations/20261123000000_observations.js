// @ts-check

/** Compared byte by byte on both databases, as in the tables before. */
const text = (/** @type {import('knex').Knex} */ knex) =>
  knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const type = text(knex);

  await knex.schema.createTable('mesh_proxies', table => {
    table.comment('Proxies that a server scrapes, by namespace, as JSON');
    for (const column of ['server', 'cluster', 'mesh', 'namespace']) {
      table.specificType(column, type).notNullable();
    }
    table.text('proxies').notNullable();
    table.primary(['server', 'cluster', 'mesh', 'namespace']);
    table.index(['cluster', 'namespace'], 'mesh_proxies_place_idx');
  });

  await knex.schema.createTable('mesh_gauges', table => {
    table.comment('Figures about a mesh as a whole, as JSON');
    for (const column of ['server', 'cluster', 'mesh']) {
      table.specificType(column, type).notNullable();
    }
    table.text('gauges').notNullable();
    table.primary(['server', 'cluster', 'mesh']);
  });

  await knex.schema.createTable('mesh_evidence_callers', table => {
    table.comment('Who called a workload in plaintext in an hour');
    table.increments('id').primary();
    for (const column of [
      'cluster',
      'hour',
      'namespace',
      'workload',
      'caller_namespace',
      'caller_workload',
    ]) {
      table.specificType(column, type).notNullable();
    }
    table.double('requests');
    table.unique(
      [
        'cluster',
        'hour',
        'namespace',
        'workload',
        'caller_namespace',
        'caller_workload',
      ],
      { indexName: 'mesh_evidence_callers_uniq' },
    );
    table.index(['hour'], 'mesh_evidence_callers_hour_idx');
  });

  await knex.schema.createTable('mesh_edges', table => {
    table.comment('Traffic between workloads as each server last told it');
    for (const column of [
      'server',
      'cluster',
      'mesh',
      'source_cluster',
      'source_namespace',
      'source_workload',
      'destination_namespace',
      'destination_workload',
    ]) {
      table.specificType(column, type).notNullable();
    }
    table.text('edge').notNullable();
    table.index(
      ['cluster', 'destination_namespace', 'destination_workload'],
      'mesh_edges_destination_idx',
    );
    table.index(
      ['source_cluster', 'source_namespace', 'source_workload'],
      'mesh_edges_source_idx',
    );
    table.index(['server', 'cluster'], 'mesh_edges_server_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'mesh_edges',
    'mesh_evidence_callers',
    'mesh_gauges',
    'mesh_proxies',
  ]) {
    await knex.schema.dropTable(table);
  }
};
