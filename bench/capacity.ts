// What a community of so many members needs, from what each thing costs: the tables of docs/capacity.md.
// `npm run bench:capacity`. Put the figures of bench:fanout, bench:writes and bench:social here when they change.
import { head, row, tell } from "./nodes.ts";

/** What one of each costs, as measured: milliseconds of a core of ours and of PostgreSQL's, and bytes. */
const cost = {
  /** A post, until it is acknowledged and indexed, with what its log's readers do. */
  post: { node: 2.9, database: 2.7 },
  /** Making a post ready for the listeners of one node, however many; and more of PostgreSQL for each 1,000 online there. */
  prepare: { node: 1.5, database: 1.5, each1000: 0.3 },
  /** Sending it to one of them. */
  delivery: 0.016,
  home: { node: 1.2, database: 1.5 },
  /** A favourite, a boost, a follow: written and told like a post, of which less is shown. */
  mark: { node: 2.2, database: 2.2 },
  /** Memory of an idle socket, with its room to breathe, and on the disk of a post and of an event of the log. */
  socket: 40_000,
  postBytes: 1_500,
  eventBytes: 150,
};

/** What members do. */
const habit = {
  /** Of all members: who comes on a day, and who has a page open at the busiest moment. */
  daily: 0.2,
  open: 0.05,
  /** Of open pages: those that show the public timeline. */
  onPublic: 0.2,
  posts: 2,
  marks: 10,
  homes: 30,
  follows: 100,
  /** The busiest hour, against the mean one. */
  peak: 3,
  /** Days that the log is kept. */
  kept: 7,
};

/** Sockets that one node takes: a third of a core goes to them, and a restart moves no more than so many. */
const socketsPerNode = 10_000;

export function needs(members: number) {
  const perSecond = (each: number) => (members * habit.daily * each * habit.peak) / 86_400;
  const [posts, marks, homes] = [habit.posts, habit.marks, habit.homes].map(perSecond) as [number, number, number];
  const sockets = members * habit.open;
  const told = sockets * habit.onPublic + habit.follows * habit.open;
  const deliveries = posts * told;
  const own = (n: number) =>
    (posts * (cost.post.node + n * cost.prepare.node) +
      deliveries * cost.delivery +
      homes * cost.home.node +
      marks * (cost.mark.node + n * cost.prepare.node)) /
    1000;
  // Half a core of each is left free: two nodes at least, where one may fail.
  let nodes = 1;
  while (own(nodes) > nodes * 0.5 || sockets > nodes * socketsPerNode) nodes++;
  const edges = (sockets / nodes / 1000) * cost.prepare.each1000;
  const database = {
    writes: (posts * cost.post.database + marks * cost.mark.database) / 1000,
    homes: (homes * cost.home.database) / 1000,
    telling: ((posts + marks) * nodes * (cost.prepare.database + edges)) / 1000,
  };
  const daily = members * habit.daily;
  const events = daily * (habit.posts + habit.marks * 2);
  return {
    ...{ members, posts, homes, sockets, deliveries, nodes, cores: own(nodes), database },
    memory: (sockets * cost.socket) / 1e9,
    yearly: (daily * habit.posts * 365 * cost.postBytes) / 1e9,
    log: (events * habit.kept * cost.eventBytes) / 1e9,
  };
}

const columns = [
  ...["members", "posts/s", "home reads/s", "sockets", "deliveries/s", "nodes", "their cores", "sockets' memory GB"],
  ...["database cores: writes", "reads of home", "telling", "posts GB a year", "log GB"],
];
const short = (n: number) => (n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2));
tell(head(columns));
for (const members of [1_000, 10_000, 100_000, 300_000, 1_000_000]) {
  const { posts, homes, sockets, deliveries, nodes, cores, memory, database, yearly, log } = needs(members);
  const rest = [cores, memory, database.writes, database.homes, database.telling, yearly, log];
  tell(row([members, ...[posts, homes, sockets, deliveries].map(short), nodes, ...rest.map(short)]));
}
