package org.pushforward.engine.algebra;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.Estimate;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code algebra.nbmf-cf}: ratings with holes as a nonnegative times a binary matrix, whose bits are found by simulated annealing; unmasked, nonnegative
 * and additive predictions beside it. A step is one alternation of each.
 */
public final class BinaryFactors extends Study<BinaryFactors.Stage> {

    private static final int USERS = 60;
    private static final int ITEMS = 80;
    private static final int STEPS = 40;
    private static final int SWEEPS = 60;
    private static final int RESTARTS = 2;
    private static final int DESCENTS = 30;
    /** Largest number of bits whose optimum is found by trying all. */
    private static final int ALL = 12;
    private static final int TRUE_RANK = 6;

    private final Knob<Double> missing;
    private final Knob<Integer> rank;
    private final Knob<Double> noise;
    private final Knob<String> solver;

    /** W (users × k) and H (k × items), row by row. */
    record Factors(double[] w, double[] h) { }

    /**
     * @param ratings all of them, and {@code known}: which may be seen
     * @param hits columns of the latest step whose annealed energy was the lowest there is
     */
    record Stage(double[] ratings, boolean[] known, Factors masked, Factors unmasked, Factors free, double[] additive, Estimate hits, int flipped, int steps) { }

    public BinaryFactors() {
        super("algebra.nbmf-cf", "Ratings by bits", "A user's taste is a few nonnegative weights, an item a few bits: has it the trait or not. Filling the holes of a rating matrix with WH then means least squares for W and, for every item, a quadratic problem in bits, which an Ising machine or simulated annealing can solve. "
                + "The point of the paper is the mask: only entries that were rated may count. Taking holes for zeros, as the plain method does, is far worse. With both factors free to be any nonnegative numbers (NMF), the error is smaller on the average: bits are found exactly for some seeds and get caught in local minima of the alternation for others. "
                + "When four of five ratings are missing, the mean of user and item predicts best. Both are shown. Ratings are generated from six traits and noise; MovieLens is not shown, nor the speed of an Ising machine.",
                List.of("min ‖M ∘ (V − WH)‖²,  W ≥ 0,  H ∈ {0, 1}", "a column of H: min hᵀQh + bᵀh,  Q = WᵀMW", "additive: mean + user + item"),
                new Citation("Y. Terui, Y. Inoue, Y. Hamakawa, K. Tatsumura, K. Kudo", 2025, "Collaborative filtering based on nonnegative/binary matrix factorization", "2410.10381"));
        pace(6);
        group("Ratings");
        missing = real("missing", "m", "Missing", 0.6, 0.1, 0.9, "Share of ratings that are held out.").within(0, 0.95);
        noise = real("noise", "σ", "Noise", 0.1, 0, 1, "Standard deviation of what is added to a rating.").within(0, 10);
        group("Method");
        rank = whole("rank", "k", "Traits", 6, 1, 12, "Columns of W; there are six in truth.").within(1, 24);
        solver = choice("solver", "S", "Bits by", List.of("annealing", "exhaustive"), "annealing", "Two restarts of sixty sweeps, each bit alone and with another one; or trying all 2ᵏ.");
        lasts(_ -> STEPS);
        refuse(p -> p.is(solver, "exhaustive") && p.get(rank) > ALL, p -> "rank = " + p.get(rank) + " has too many combinations of bits to try all; take rank up to " + ALL + " or solver=annealing");

        var rmse = gauge("rmse", "Bits, masked", "", s -> rmse(s, product(s.masked)));
        var unmasked = gauge("rmse-unmasked", "Bits, holes as zeros", "", s -> rmse(s, product(s.unmasked)));
        var free = gauge("rmse-nmf", "NMF, masked", "", s -> rmse(s, product(s.free)));
        var additive = gauge("rmse-additive", "Means of user and item", "", s -> rmse(s, s.additive));
        var hits = gauge("annealing-hits", "Share of items with the optimum", "", s -> s.hits.mean()).when(s -> s.hits.count() > 0);
        gauge("bits-flipped", "Bits flipped in this step", "", Stage::flipped);
        var bits = gauge("binary-defect", "Entries of H that are not bits", "", s -> Arrays.stream(s.masked.h).filter(v -> v != 0 && v != 1).count() + Arrays.stream(s.masked.w).filter(v -> v < 0).count());
        var objective = gauge("fit", "Misfit of known ratings", "", s -> misfit(s));

        multiples("matrices", "Ratings", "users down, items across; holes are dark").draw(CELLS, "given", "known").draw(CELLS, "predicted", "WH").alike("given", "predicted");
        plane("whole", "True ratings", "users down, items across").draw(CELLS, "truth", "rating");
        history("errors", "Error on ratings held out", "root mean square", additive, unmasked, rmse, free);
        plane("bits", "H", "a trait a row, an item a column").draw(CELLS, "binary", "bit");
        words("said", "Held-out error", "").draw(WORDS, "methods", "methods");
        history("optimum", "Annealing finds the optimum", "share of items, against trying all", hits);
        history("misfit", "Misfit of known ratings", "root mean square; never rises", objective);

        always("binary", "entries of H that are not bits or of W that are negative", bits, atMost(0), "by construction");
        always("hits", "share of items whose annealed bits are optimal", hits, atLeast(0.85), "tried all; 0.97 of ten bits, less 3σ of eighty items");
        var five = shared(t -> played(t, 5));
        reference("unmasked", "60 % missing, five seeds: masked over unmasked", atMost(0.4), "0.27 measured independently", five, m -> m[0] / m[1]);
        reference("additive", "60 % missing, five seeds: masked over additive", atMost(0.7), "0.46 measured independently", five, m -> m[0] / m[3]);
        reference("nmf", "60 % missing, five seeds: mean error of NMF over that of masked bits, which it beats", atMost(1), "bits get caught for some seeds; 0.10–0.17 against 0.50–0.63 measured independently", five, m -> m[2] / m[0]);
        reference("ten-bits", "ten bits: share of items whose annealed bits are optimal, of 1600", atLeast(0.9), "tried all; 0.945 measured independently", t -> {
            Estimate all = Estimate.NONE;
            for (int k = 0; k < 20; k++) {
                all = all.and(t.step().state().hits);
            }
            return all.mean();
        }, "rank=10");
        reference("eighty", "80 % missing, five seeds: additive over masked bits, which it beats", atMost(1), "statistical: twelve ratings a user for six weights", shared(t -> played(t, 5), "missing=0.8"), m -> m[3] / m[0]);
        opens("Holes filled by bits", "Only what was rated counts: bits flip until known ratings are met, and the holes follow.").panes("matrices", "errors", "bits", "said").pictured(15);
        preset("sparse", "Four of five are missing", "Too few ratings for six traits: the mean of user and item is better.").set("missing=0.8").panes("errors", "matrices", "said").pictured(30);
        preset("ten", "Ten bits an item", "A thousand combinations for every item; annealing finds nearly all optima.").set("rank=10").panes("optimum", "errors", "bits", "misfit").pictured(20);
        tiny("rank=3", "rank=2 solver=exhaustive missing=0.3");
    }

    /** Means of masked, unmasked, NMF and additive errors. */
    private double[] played(Trial<Stage> t, int seeds) {
        double[] m = new double[4];
        for (int seed = 1; seed <= seeds; seed++) {
            Stage s = t.anew(seed).rest().state();
            m[0] += rmse(s, product(s.masked)) / seeds;
            m[1] += rmse(s, product(s.unmasked)) / seeds;
            m[2] += rmse(s, product(s.free)) / seeds;
            m[3] += rmse(s, s.additive) / seeds;
        }
        return m;
    }

    // ---- data

    private static double[] uniforms(Philox random, int purpose, int count) {
        double[] u = new double[count];
        random.stream(purpose).uniforms(0, count, 0, 1, u, 0);
        return u;
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        double[] w = Arrays.stream(uniforms(random, 1, USERS * TRUE_RANK)).map(u -> -Math.log(u)).toArray();
        double[] h = Arrays.stream(uniforms(random, 2, TRUE_RANK * ITEMS)).map(u -> u < 0.5 ? 1 : 0).toArray();
        double[] z = new double[USERS * ITEMS];
        random.stream(3).normals(0, z.length, 0, 1, z, 0);
        double[] v = product(new Factors(w, h));
        Arrays.setAll(v, k -> Math.max(0, v[k] + p.get(noise) * z[k]));
        double[] lot = uniforms(random, 4, v.length);
        boolean[] known = new boolean[v.length];
        for (int k = 0; k < v.length; k++) {
            // everybody rates something, and everything is rated
            known[k] = lot[k] > p.get(missing) || k % ITEMS == k / ITEMS || k / ITEMS == k % ITEMS % USERS;
        }
        int r = p.get(rank);
        double[] first = Arrays.stream(uniforms(random, 5, r * ITEMS)).map(u -> u < 0.5 ? 1 : 0).toArray();
        Factors f = new Factors(new double[USERS * r], first);
        Factors g = new Factors(new double[USERS * r], uniforms(random, 6, r * ITEMS));
        return new Stage(v, known, f, f, g, additive(v, known), Estimate.NONE, 0, 0);
    }

    /** Mean + user + item by alternating means over what is known. */
    private static double[] additive(double[] v, boolean[] known) {
        double[] user = new double[USERS];
        double[] item = new double[ITEMS];
        for (int sweep = 0; sweep < 50; sweep++) {
            double[] sum = new double[USERS + ITEMS];
            int[] count = new int[USERS + ITEMS];
            for (int k = 0; k < v.length; k++) {
                if (known[k]) {
                    sum[k / ITEMS] += v[k] - item[k % ITEMS];
                    count[k / ITEMS]++;
                }
            }
            Arrays.setAll(user, i -> sum[i] / Math.max(1, count[i]));
            for (int k = 0; k < v.length; k++) {
                if (known[k]) {
                    sum[USERS + k % ITEMS] += v[k] - user[k / ITEMS];
                    count[USERS + k % ITEMS]++;
                }
            }
            Arrays.setAll(item, j -> sum[USERS + j] / Math.max(1, count[USERS + j]));
        }
        double[] a = new double[v.length];
        Arrays.setAll(a, k -> user[k / ITEMS] + item[k % ITEMS]);
        return a;
    }

    private static double[] product(Factors f) {
        int r = f.h.length / ITEMS;
        double[] v = new double[USERS * ITEMS];
        for (int i = 0; i < USERS; i++) {
            for (int k = 0; k < r; k++) {
                for (int j = 0; j < ITEMS; j++) {
                    v[i * ITEMS + j] += f.w[i * r + k] * f.h[k * ITEMS + j];
                }
            }
        }
        return v;
    }

    private static double rmse(Stage s, double[] predicted) {
        return Math.sqrt(IntStream.range(0, predicted.length).filter(k -> !s.known[k]).mapToDouble(k -> (predicted[k] - s.ratings[k]) * (predicted[k] - s.ratings[k])).average().orElse(0));
    }

    private static double misfit(Stage s) {
        double[] predicted = product(s.masked);
        return Math.sqrt(IntStream.range(0, predicted.length).filter(k -> s.known[k]).mapToDouble(k -> (predicted[k] - s.ratings[k]) * (predicted[k] - s.ratings[k])).average().orElse(0));
    }

    // ---- an alternation

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        boolean anneal = t.p().is(solver, "annealing");
        int r = t.get(rank);
        boolean[] all = new boolean[s.known.length];
        Arrays.fill(all, true);
        double[] zeros = new double[all.length];
        Arrays.setAll(zeros, k -> s.known[k] ? s.ratings[k] : 0);
        double[] lots = anneal ? t.uniforms(1, ITEMS, RESTARTS * r * (2 * SWEEPS + 1)) : new double[0];
        int[] found = new int[2];
        Factors masked = bits(new Factors(weights(s.ratings, s.known, s.masked, false), s.masked.h), s.ratings, s.known, lots, found, t);
        Factors plain = bits(new Factors(weights(zeros, all, s.unmasked, false), s.unmasked.h), zeros, all, lots, new int[2], t);
        double[] w = weights(s.ratings, s.known, s.free, false);
        Factors free = new Factors(w, weights(s.ratings, s.known, new Factors(w, s.free.h), true));
        int flipped = (int) IntStream.range(0, masked.h.length).filter(k -> masked.h[k] != s.masked.h[k]).count();
        Estimate hits = anneal && r <= ALL ? Estimate.ofHits(found[0], found[1]) : Estimate.NONE;
        return new Stage(s.ratings, s.known, masked, plain, free, s.additive, hits, flipped, s.steps + 1);
    }

    /** Nonnegative least squares for one factor, by descent along coordinates. */
    private static double[] weights(double[] v, boolean[] known, Factors f, boolean items) {
        int r = f.h.length / ITEMS;
        double[] x = (items ? f.h : f.w).clone();
        int count = items ? ITEMS : USERS;
        int others = items ? USERS : ITEMS;
        for (int i = 0; i < count; i++) {
            double[] q = new double[r * r];
            double[] b = new double[r];
            for (int o = 0; o < others; o++) {
                int at = items ? o * ITEMS + i : i * ITEMS + o;
                if (known[at]) {
                    for (int k = 0; k < r; k++) {
                        double a = items ? f.w[o * r + k] : f.h[k * ITEMS + o];
                        b[k] += a * v[at];
                        for (int l = 0; l < r; l++) {
                            q[k * r + l] += a * (items ? f.w[o * r + l] : f.h[l * ITEMS + o]);
                        }
                    }
                }
            }
            for (int sweep = 0; sweep < DESCENTS; sweep++) {
                for (int k = 0; k < r; k++) {
                    double g = b[k];
                    for (int l = 0; l < r; l++) {
                        g -= l == k ? 0 : q[k * r + l] * x[items ? l * ITEMS + i : i * r + l];
                    }
                    x[items ? k * ITEMS + i : i * r + k] = q[k * r + k] > 0 ? Math.max(0, g / q[k * r + k]) : 0;
                }
            }
        }
        return x;
    }

    /** All columns of H; the old bits stay where nothing better is found. */
    private static Factors bits(Factors f, double[] v, boolean[] known, double[] lots, int[] found, Turn t) {
        int r = f.h.length / ITEMS;
        double[] h = f.h.clone();
        for (int j = 0; j < ITEMS; j++) {
            t.ask();
            double[] q = new double[r * r];
            double[] b = new double[r];
            for (int i = 0; i < USERS; i++) {
                if (known[i * ITEMS + j]) {
                    for (int k = 0; k < r; k++) {
                        b[k] -= 2 * f.w[i * r + k] * v[i * ITEMS + j];
                        for (int l = 0; l < r; l++) {
                            q[k * r + l] += f.w[i * r + k] * f.w[i * r + l];
                        }
                    }
                }
            }
            int old = 0;
            for (int k = 0; k < r; k++) {
                old |= h[k * ITEMS + j] == 1 ? 1 << k : 0;
            }
            int best = r <= ALL ? exhaustive(q, b) : old;
            int now = lots.length == 0 ? best : annealed(q, b, lots, j);
            found[0] += energy(q, b, now) <= energy(q, b, best) + 1e-9 ? 1 : 0;
            found[1]++;
            int kept = energy(q, b, now) < energy(q, b, old) ? now : old;
            for (int k = 0; k < r; k++) {
                h[k * ITEMS + j] = kept >> k & 1;
            }
        }
        return new Factors(f.w, h);
    }

    private static double energy(double[] q, double[] b, int bits) {
        double e = 0;
        for (int k = 0; k < b.length; k++) {
            if ((bits >> k & 1) == 1) {
                e += b[k];
                for (int l = 0; l < b.length; l++) {
                    e += (bits >> l & 1) == 1 ? q[k * b.length + l] : 0;
                }
            }
        }
        return e;
    }

    /** All combinations in Gray's order, one bit at a time. */
    static int exhaustive(double[] q, double[] b) {
        int best = 0;
        int bits = 0;
        double e = 0;
        double least = 0;
        for (int c = 1; c < 1 << b.length; c++) {
            int k = Integer.numberOfTrailingZeros(c);
            e += change(q, b, bits, k);
            bits ^= 1 << k;
            if (e < least) {
                least = e;
                best = bits;
            }
        }
        return best;
    }

    /** What flipping a bit adds to the energy. */
    private static double change(double[] q, double[] b, int bits, int k) {
        int r = b.length;
        double sum = b[k] + q[k * r + k];
        for (int l = 0; l < r; l++) {
            sum += l != k && (bits >> l & 1) == 1 ? 2 * q[k * r + l] : 0;
        }
        return (bits >> k & 1) == 1 ? -sum : sum;
    }

    /** Metropolis sweeps, each bit alone and with another one, while the temperature falls geometrically; the best of all restarts. */
    private static int annealed(double[] q, double[] b, double[] lots, int column) {
        int r = b.length;
        double hot = 1e-12;
        for (int k = 0; k < r; k++) {
            hot = Math.max(hot, q[k * r + k]);
        }
        int at = column * RESTARTS * r * (2 * SWEEPS + 1);
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int restart = 0; restart < RESTARTS; restart++) {
            int bits = 0;
            for (int k = 0; k < r; k++) {
                bits |= lots[at++] < 0.5 ? 1 << k : 0;
            }
            for (int sweep = 0; sweep < SWEEPS; sweep++) {
                double temperature = 0.3 * hot * Math.pow(1e-3, sweep / (SWEEPS - 1.0));
                for (int k = 0; k < r; k++) {
                    if (change(q, b, bits, k) <= -temperature * Math.log(lots[at++])) {
                        bits ^= 1 << k;
                    }
                    // two bits at once, for traits that stand in for each other
                    int l = (k + 1 + sweep % Math.max(1, r - 1)) % r;
                    double first = change(q, b, bits, k);
                    if (l != k && first + change(q, b, bits ^ 1 << k, l) <= -temperature * Math.log(lots[at++])) {
                        bits ^= 1 << k ^ 1 << l;
                    }
                }
            }
            double e = energy(q, b, bits);
            if (e < least) {
                least = e;
                best = bits;
            }
        }
        return best;
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        double[] given = new double[s.ratings.length];
        Arrays.setAll(given, k -> s.known[k] ? s.ratings[k] : 0);
        to.matrix("given", USERS, ITEMS, given);
        to.matrix("predicted", USERS, ITEMS, product(s.masked));
        to.matrix("truth", USERS, ITEMS, s.ratings);
        to.matrix("binary", s.masked.h.length / ITEMS, ITEMS, s.masked.h);
        to.table("methods", new Layer.Column.Words("method", "method", List.of("bits, masked", "bits, holes as zeros", "NMF, masked", "means of user and item")),
                new Layer.Column.Numbers("error", "error", "", new double[] {rmse(s, product(s.masked)), rmse(s, product(s.unmasked)), rmse(s, product(s.free)), rmse(s, s.additive)}));
    }
}
