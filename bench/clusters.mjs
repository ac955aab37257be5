// Clusters: k-means and Ward.
//
//   node bench/clusters.mjs
//
// One start of k-means on 100,000 points of 12 features around 8 planted centres (seeding and iterations apart), all
// starts as `hawker segments cluster` makes them, and Ward's tree of 2,000, 5,000 and 10,000 points. Seconds of the
// processor, median of three.
import { cpus } from 'node:os';
import { chanceOf } from '../dist/src/domain/random.js';
import { chooseClusterCount } from '../dist/src/domain/segment/cluster/choose-clusters.js';
import { kmeans } from '../dist/src/domain/segment/cluster/kmeans.js';
import { lloyd } from '../dist/src/domain/segment/cluster/lloyd.js';
import { seedCentres } from '../dist/src/domain/segment/cluster/seed-centres.js';
import { ward } from '../dist/src/domain/segment/cluster/ward.js';

const dimensions = 12;
const clusters = 8;

/** Normal spread around planted centres, wide enough that the clusters touch. */
function points(count, seed) {
  const chance = chanceOf(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  const centres = Float64Array.from({ length: clusters * dimensions }, () => 3 * chance());
  const values = Float64Array.from({ length: count * dimensions }, (_, p) => {
    const [point, feature] = [Math.floor(p / dimensions), p % dimensions];
    return centres[(point % clusters) * dimensions + feature] + normal();
  });
  return { values, count, dimensions };
}

function median(work) {
  const runs = [1, 2, 3].map((run) => {
    const before = process.cpuUsage();
    const result = work(run);
    // Of the processor: the same on a machine that others use too.
    return { seconds: process.cpuUsage(before).user / 1e6, result };
  });
  return runs.sort((a, b) => a.seconds - b.seconds)[1];
}

const rows = {};
const note = (name, seconds, remark = '') => {
  rows[name] = { 'median CPU s': Number(seconds.toFixed(3)), '': remark };
};

// So that nothing is measured before it is compiled.
kmeans(points(20_000, 3), { clusters, chance: chanceOf(1) });

const many = points(100_000, 1);
const shape = `${clusters} × 100,000 × ${dimensions}`;
const seeding = median((run) => seedCentres(many, clusters, chanceOf(run)));
note(`k-means++ seeds, ${shape}`, seeding.seconds);
const ten = median((run) =>
  lloyd(many, seedCentres(many, clusters, chanceOf(run)), { maxIterations: 10, tolerance: 0 }),
);
note(
  '10 iterations from them',
  ten.seconds - seeding.seconds,
  `${ten.result.iterations} iterations`,
);
const start = median((run) => kmeans(many, { clusters, chance: chanceOf(run), restarts: 1 }));
note('one start to its end', start.seconds, `${start.result.iterations} iterations`);
const all = median((run) => kmeans(many, { clusters, chance: chanceOf(run) }));
note('10 starts', all.seconds);
const choice = median((run) => chooseClusterCount(many, 10, chanceOf(run)));
note('how many clusters, 2 to 10', choice.seconds, `${choice.result.clusters} found`);
for (const count of [2_000, 5_000, 10_000]) {
  const few = points(count, 2);
  note(`Ward, ${count.toLocaleString('en')} points`, median(() => ward(few)).seconds);
}

const [cpu] = cpus();
console.log(`${cpu.model}, ${cpus().length} cores, Node ${process.version}`);
console.table(rows);
