// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('mesh_entities', table => {
    table
      .text('joined_mesh_at')
      .comment('When the entity was seen to join a mesh');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('mesh_entities', table => {
    table.dropColumn('joined_mesh_at');
  });
};
