import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { DatabaseMeshStore } from '../DatabaseMeshStore';

/** SQLite always; PostgreSQL where the environment names one. */
export const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_15'],
});

export function storeOn(knex: Knex): Promise<DatabaseMeshStore> {
  return DatabaseMeshStore.create({
    database: { getClient: async () => knex, migrations: { skip: false } },
  });
}
