import { behaviourStoreContract } from '../contract/behaviour-store.js';
import { onEachDatabase } from '../support/databases.js';

onEachDatabase('behaviour store', (test) => behaviourStoreContract(test.database));
