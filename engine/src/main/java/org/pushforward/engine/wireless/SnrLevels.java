package org.pushforward.engine.wireless;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.Estimate;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code wireless.noma-snr-levels}: users without a grant pick one of a few received powers at random, and the receiver peels them off from the strongest
 * down. Two designs of the powers and orthogonal slots face the same users. A step is some slots.
 */
public final class SnrLevels extends Study<SnrLevels.Stage> {

    private static final List<String> ALL = List.of("a", "b", "oma");
    private static final int SEEN = 150;
    private static final int WATCHED = 0;
    /** Slots on the ladders. */
    private static final int ON_LADDER = 40;
    /** From one ladder to the next, in rungs. */
    private static final double BETWEEN = 1.6;
    private static final double SPREAD = 0.5;
    private static final double ROUNDING = 1 - 1e-12;
    private static final double SIGMAS = 3;
    /** Three would fail one run in four hundred by chance alone; the reference checks, whose draws are fixed, take three. */
    private static final double LIVE_SIGMAS = 4;

    private final Knob<Integer> users;
    private final Knob<Integer> levels;
    private final Knob<Double> probability;
    private final Knob<Double> rate;
    private final Knob<String> design;
    private final Knob<Integer> slots;
    private final Knob<Integer> each;

    /**
     * One way to share the slots.
     *
     * @param throughput decoded users a slot
     * @param age now of every user, in slots
     * @param ages over all users and slots
     * @param seen age of the first user in the latest slots
     * @param sent the latest transmissions: slot, user, level, and whether it was decoded
     */
    record Channel(double[] powers, double probability, double exact, Estimate throughput, int[] age, double ages, int[] seen, List<int[]> sent) { }

    record Stage(Race<Channel> channels, int slots, double[][] curves) {

        double age(String name) {
            return channels.get(name).ages / slots / channels.get(name).age.length;
        }
    }

    public SnrLevels() {
        super("wireless.noma-snr-levels", "Pre-configured SNR levels", "Sensors that send now and then, without asking first, collide. If each of them aims at one of a few received powers, the receiver can decode the strongest, subtract it and go on: "
                + "two users in a slot are no loss unless they chose the same level. Design A lets each level stand one user on every level below, design B only one on the next, which takes less power and fails more often. "
                + "What counts is the age of information, the time since a user was last heard: its mean is the number of users over the throughput. Orthogonal slots get the sending probability that is best for them, one over the number of users. "
                + "Fading is taken as compensated by the users, and the two designs are our reading of the paper's.",
                List.of("A: P_ℓ = ε(1 + Σ_{m>ℓ} P_m),  B: P_ℓ = ε(1 + P_{ℓ+1}),  ε = 2ᴿ − 1", "decoded while one user is on the level and P_ℓ/(1 + I) ≥ ε", "age = K/throughput;  one level: throughput Kp(1 − p)^{K−1}"),
                new Citation("Z. Ding, R. Schober, B. Sharif, H. V. Poor", 2024, "NOMA-Assisted Grant-Free Transmission: How to Design Pre-Configured SNR Levels?", "2307.00990"));
        pace(20);
        group("Users");
        users = whole("users", "K", "Users", 20, 2, 40, "That may send in every slot.").within(1, 40);
        probability = real("probability", "p", "Sending probability", 0.09, 0.01, 0.3, "Of a user in a slot, under designs A and B.").within(1e-4, 1);
        group("Levels");
        levels = whole("levels", "L", "Levels", 3, 1, 4, "Received powers that a user may choose among.").within(1, 5);
        rate = real("rate", "R", "Rate", 1, 0.25, 3, "Bits a symbol that a user sends; sets the signal-to-noise ratio ε that decoding needs.").within(0.05, 8);
        design = choice("design", "D", "Design shown", List.of("a", "b"), "a", "Whose numbers and powers are reported; both run.").live();
        group("Time");
        slots = whole("slots", "T", "Slots", 20_000, 1000, 100_000, "After which the run is over.").within(10, 10_000_000).log();
        each = whole("slots-per-step", "k", "Slots a step", 5, 1, 200, "Between two pictures.").within(1, 100_000).log();
        lasts(p -> (p.get(slots) + p.get(each) - 1L) / p.get(each));

        gauge("throughput", "Throughput", "users/slot", (s, p) -> s.channels.get(p.get(design)).throughput.mean());
        gauge("throughput-exact", "Throughput, exact", "users/slot", (s, p) -> s.channels.get(p.get(design)).exact);
        gauge("age", "Mean age", "slots", (s, p) -> s.age(p.get(design))).when(s -> s.slots > 0);
        List<Gauge<Stage>> ages = gauges("age", "Mean age", "slots", ALL, (s, c) -> s.age(c));
        ages.forEach(g -> g.when(s -> s.slots > 0));
        gauges("throughput-exact", "Throughput, exact", "users/slot", ALL, (s, c) -> s.channels.get(c).exact);
        gauges("throughput", "Throughput", "users/slot", ALL, (s, c) -> s.channels.get(c).throughput.mean());
        var off = gauge("deviation", "Throughput off its exact value, worst of three", "standard errors", SnrLevels::deviation).when(s -> s.slots > 1000);
        var ageOff = gauge("age-deviation", "Mean age · throughput / K − 1, worst of three", "", s -> ALL.stream().mapToDouble(c -> Math.abs(s.age(c) * s.channels.get(c).exact / s.channels.get(c).age.length - 1)).max().orElseThrow()).when(s -> s.slots > 1000);

        plane("ladder", "Ladders of received powers", "from above design A, design B, orthogonal; slots to the right").draw(LINES, "rungs", "levels").draw(POINTS, "hopping", "1 heard, 0 lost");
        plot("teeth", "Age of the first user", "falls to one when it is heard").draw(CURVE, "age-seen-oma", "orthogonal", "slots", "slot").draw(CURVE, "age-seen-b", "design B", "slots", "slot").draw(CURVE, "age-seen-a", "design A", "slots", "slot");
        plot("throughputs", "Throughput and sending probability", "lines exact, points simulated").draw(CURVE, "curve-oma", "orthogonal", "", "p").draw(CURVE, "curve-b", "design B", "", "p").draw(CURVE, "curve-a", "design A", "", "p").draw(POINTS, "simulated", "simulated", "", "p");
        words("table", "Side by side", "").draw(WORDS, "compared", "compared");
        history("ages", "Mean age", "of all users so far", ages);
        plot("powers", "Received powers", "signal to noise").draw(POINTS, "level-powers", "power of the design", "", "level from the top");

        atEnd("throughput", "throughput off its exact value, worst of three", off, atMost(LIVE_SIGMAS), "enumeration of all counts; the run's own error");
        atEnd("age", "mean age · throughput / K − 1, worst of three", ageOff, atMost(0.1), "renewal theory: K/throughput; statistical, a few percent in 20 000 slots");
        formula("aloha", "one level, K = 20, p = 0.05: throughput less Kp(1 − p)^{K−1}", atMost(1e-14), "closed form, slotted ALOHA", () -> Math.abs(exact(powers(1, 1, "a"), 20, 0.05, 1) - 20 * 0.05 * Math.pow(0.95, 19)));
        formula("two", "L = 2, K = 20, p = 0.07: throughput", within(0.6048, 5e-5), "enumerated independently", () -> exact(powers(2, 1, "a"), 20, 0.07, 1));
        formula("age-two", "L = 2: age over that of orthogonal slots, each at its best p", atMost(0.67), "enumeration; 0.624 reached", () -> best(powers(1, 1, "a"), 1) / best(powers(2, 1, "a"), 1));
        formula("a-beats-b", "L = 3: best throughput of A less that of B", atLeast(0.09), "enumerated independently: 0.81 and 0.71", () -> best(powers(3, 1, "a"), 1) - best(powers(3, 1, "b"), 1));
        reference("simulated", "throughput off its exact value, worst of A, B and orthogonal over L = 1 to 4", atMost(SIGMAS), "enumeration; the runs' own errors", t -> IntStream.rangeClosed(1, 4).mapToDouble(l -> deviation(t.anew(1, "levels=" + l).rest().state())).max().orElseThrow(), "slots-per-step=1000", "slots=100000");
        reference("aged", "K · age⁻¹ over exact throughput − 1, 10⁶ slots, design A", atMost(0.01), "renewal theory", t -> {
            Stage s = t.rest().state();
            return Math.abs(20 / s.age("a") / s.channels.get("a").exact - 1);
        }, "slots-per-step=10000", "slots=1000000");
        opens("Users hop on a ladder of powers", "Two in a slot are both heard if they stand on different rungs.").pictured(60);
        preset("cautious", "Design B asks for less power and loses more", "Four levels: what A plans for and B does not is several users below.").set("levels=4", "design=b", "probability=0.11", "rate=2").panes("ladder", "throughputs", "table", "powers").pictured(60);
        preset("crowded", "Too many at once", "With p = 0.3 nearly every slot ends in a collision, and the levels cannot help.").set("probability=0.3", "levels=2").panes("ladder", "teeth", "throughputs", "table").pictured(60);
        tiny("users=4 slots=40", "users=3 levels=1 design=b slots=10 slots-per-step=3");
    }

    /** From the strongest down, noise 1; each stands what its design plans for below it. */
    private static double[] powers(int levels, double rate, String design) {
        double epsilon = Math.pow(2, rate) - 1;
        double[] p = new double[levels];
        double below = 0;
        for (int l = levels - 1; l >= 0; l--) {
            p[l] = epsilon * (1 + below);
            below = design.equals("a") ? below + p[l] : p[l];
        }
        return p;
    }

    /** How many levels from the top are decoded: the bits say which. */
    private static int heard(int[] count, double[] power, double epsilon) {
        int bits = 0;
        double below = 0;
        for (int l = 0; l < power.length; l++) {
            below += count[l] * power[l];
        }
        for (int l = 0; l < power.length; l++) {
            below -= count[l] * power[l];
            if (count[l] > 1 || count[l] == 1 && power[l] / (1 + Math.max(0, below)) < epsilon * ROUNDING) {
                break;
            }
            bits |= count[l] == 1 ? 1 << l : 0;
        }
        return bits;
    }

    /** Σ over all counts of users on levels of their probability times the users that are decoded. */
    private static double exact(double[] power, int users, double p, double rate) {
        return enumerated(new int[power.length], 0, users, Math.pow(1 - p, users), p, power, Math.pow(2, rate) - 1);
    }

    /** @param weight probability of the counts so far, with all others silent */
    private static double enumerated(int[] count, int level, int left, double weight, double p, double[] power, double epsilon) {
        if (level == power.length) {
            return weight * Integer.bitCount(heard(count, power, epsilon));
        }
        double sum = 0;
        double w = weight;
        double odds = p / (1 - p) / power.length;
        for (int n = 0; n <= left; n++) {
            count[level] = n;
            sum += enumerated(count, level + 1, left - n, w, p, power, epsilon);
            w *= odds * (left - n) / (n + 1);
        }
        count[level] = 0;
        return sum;
    }

    private static double best(double[] power, double rate) {
        return IntStream.rangeClosed(1, 60).mapToDouble(k -> exact(power, 20, k * 0.0025, rate)).max().orElseThrow();
    }

    private static double deviation(Stage s) {
        return s.channels.states().stream().mapToDouble(c -> c.throughput.deviations(c.exact)).max().orElseThrow();
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        int k = p.get(users);
        Race<Channel> channels = Race.of(ALL, name -> {
            double[] power = powers(name.equals("oma") ? 1 : p.get(levels), p.get(rate), name.equals("b") ? "b" : "a");
            double send = name.equals("oma") ? Math.min(0.5, 1.0 / k) : p.get(probability);
            return new Channel(power, send, exact(power, k, Math.min(send, 1 - 1e-12), p.get(rate)), Estimate.NONE, new int[k], 0, new int[0], List.of());
        });
        return new Stage(channels, 0, new double[0][]);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        int k = t.get(users);
        int n = Math.min(t.get(each), t.get(slots) - s.slots);
        double[] sends = t.uniforms(1, n, k);
        double[] picks = t.uniforms(2, n, k);
        double[][] curves = s.curves.length > 0 ? s.curves : curves(t);
        Race<Channel> after = s.channels.then((name, c) -> played(c, sends, picks, s.slots, n, Math.pow(2, t.get(rate)) - 1, t));
        return new Stage(after, s.slots + n, curves);
    }

    private static Channel played(Channel c, double[] sends, double[] picks, int first, int n, double epsilon, Turn t) {
        int k = c.age.length;
        int l = c.powers.length;
        Estimate throughput = c.throughput;
        int[] age = c.age.clone();
        double ages = c.ages;
        int[] last = new int[k];
        List<int[]> sent = new ArrayList<>(c.sent);
        int[] seen = new int[n];
        for (int slot = 0; slot < n; slot++) {
            if (slot % 256 == 0) {
                t.ask();
            }
            int[] count = new int[l];
            for (int u = 0; u < k; u++) {
                boolean on = sends[slot * k + u] <= c.probability;
                last[u] = on ? Math.min(l - 1, (int) (picks[slot * k + u] * l)) : -1;
                if (on) {
                    count[last[u]]++;
                }
            }
            int bits = heard(count, c.powers, epsilon);
            throughput = throughput.and(Integer.bitCount(bits));
            for (int u = 0; u < k; u++) {
                boolean decoded = last[u] >= 0 && (bits >> last[u] & 1) == 1;
                age[u] = decoded ? 1 : age[u] + 1;
                ages += age[u];
                if (last[u] >= 0 && slot >= n - ON_LADDER) {
                    sent.add(new int[] {first + slot, u, last[u], decoded ? 1 : 0});
                }
            }
            seen[slot] = age[WATCHED];
        }
        sent.removeIf(e -> e[0] < first + n - ON_LADDER);
        int[] all = IntStream.concat(Arrays.stream(c.seen), Arrays.stream(seen)).toArray();
        return new Channel(c.powers, c.probability, c.exact, throughput, age, ages, Arrays.copyOfRange(all, Math.max(0, all.length - SEEN), all.length), List.copyOf(sent));
    }

    /** Exact throughput against p: abscissae, then A, B and orthogonal. */
    private double[][] curves(Turn t) {
        int n = 40;
        double most = Math.max(0.2, Math.min(1, 1.3 * t.get(probability)));
        double[][] c = new double[4][n];
        for (int i = 0; i < n; i++) {
            t.ask();
            double p = Math.min(0.999, most * (i + 1) / n);
            c[0][i] = p;
            c[1][i] = exact(powers(t.get(levels), t.get(rate), "a"), t.get(users), p, t.get(rate));
            c[2][i] = exact(powers(t.get(levels), t.get(rate), "b"), t.get(users), p, t.get(rate));
            c[3][i] = exact(powers(1, t.get(rate), "a"), t.get(users), p, t.get(rate));
        }
        return c;
    }

    private static double decibels(double power) {
        return 10 * Math.log10(power);
    }

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        Channel shown = s.channels.get(p.get(design));
        ladders(s, to);
        for (String c : ALL) {
            int[] seen = s.channels.get(c).seen;
            int first = s.slots - seen.length;
            to.series("age-seen-" + c, IntStream.range(0, seen.length).mapToDouble(i -> first + i + 1).toArray(), Arrays.stream(seen).asDoubleStream().toArray());
            double[] none = {};
            boolean ready = s.curves.length > 0;
            to.series("curve-" + c, ready ? s.curves[0] : none, ready ? s.curves[1 + ALL.indexOf(c)] : none);
        }
        List<Channel> all = s.slots == 0 ? List.of() : s.channels.states();
        to.series("simulated", all.stream().mapToDouble(Channel::probability).toArray(), all.stream().mapToDouble(c -> c.throughput.mean()).toArray());
        to.series("level-powers", IntStream.rangeClosed(1, shown.powers.length).asDoubleStream().toArray(), shown.powers);
        compared(s, to);
    }

    /** Slots to the right, the three ladders one above the other; users that share a rung stand beside each other. */
    private static void ladders(Stage s, Look to) {
        int rungs = s.channels.states().stream().mapToInt(c -> c.powers.length).sum();
        double unit = ON_LADDER / (rungs + 2 * BETWEEN);
        List<double[]> lines = new ArrayList<>();
        List<double[]> users = new ArrayList<>();
        double top = 0;
        for (Channel c : s.channels.states()) {
            for (int l = 0; l < c.powers.length; l++) {
                lines.add(new double[] {-1, top - l * unit, ON_LADDER, top - l * unit});
            }
            for (int[] e : c.sent) {
                users.add(new double[] {e[0] - (s.slots - ON_LADDER), top - unit * (e[2] + SPREAD * ((e[1] + 0.5) / c.age.length - 0.5)), e[3]});
            }
            top -= unit * (c.powers.length - 1 + BETWEEN);
        }
        to.paths("rungs", 2, lines.stream().flatMapToDouble(Arrays::stream).toArray(), IntStream.rangeClosed(0, lines.size()).map(r -> 2 * r).toArray());
        to.graph("hopping", users.stream().flatMapToDouble(u -> Arrays.stream(u, 0, 2)).toArray(), new int[0],
                List.of(new Layer.Field("outcome", "1 heard, 0 lost", "", users.stream().mapToDouble(u -> u[2]).toArray())), List.of(), List.of());
    }

    private static void compared(Stage s, Look to) {
        List<double[]> rows = new ArrayList<>();
        for (String c : ALL) {
            Channel ch = s.channels.get(c);
            rows.add(new double[] {ch.throughput.mean(), ch.exact, s.slots == 0 ? 0 : s.age(c), ch.age.length / ch.exact, decibels(ch.powers[0])});
        }
        String[] names = {"users/slot", "exact", "age", "K/exact", "top level, dB"};
        List<Layer.Column> columns = new ArrayList<>(List.of(new Layer.Column.Words("way", "way", List.of("design A", "design B", "orthogonal"))));
        for (int i = 0; i < names.length; i++) {
            int column = i;
            columns.add(new Layer.Column.Numbers("c" + i, names[i], "", rows.stream().mapToDouble(r -> r[column]).toArray()));
        }
        to.table("compared", columns.toArray(Layer.Column[]::new));
    }
}
