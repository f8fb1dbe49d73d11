// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('mesh_join_latency', table => {
    table.comment(
      'Latency of entities before and after they joined a mesh, as their callers measured it',
    );
    table.text('entity_ref').notNullable().primary();
    table.text('joined_mesh_at').notNullable();
    table
      .integer('hours')
      .notNullable()
      .comment('Hours after it joined that were looked at');
    table.text('latency').notNullable().comment('JSON');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('mesh_join_latency');
};
