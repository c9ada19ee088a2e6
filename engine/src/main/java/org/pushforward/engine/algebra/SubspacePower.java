package org.pushforward.engine.algebra;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code algebra.spm-tensor}: a symmetric tensor as a sum of powers, one component at a time, by a power iteration within a subspace; alternating least
 * squares from the same starts beside it. A step is some iterations, or a deflation.
 */
public final class SubspacePower extends Study<SubspacePower.Stage> {

    private static final int EACH = 2;
    private static final int STEPS = 3000;
    private static final int CELLS = 72;
    private static final int RESTARTS = 40;
    /** Iterations after which another start is tried; doubled after every four. */
    private static final int PATIENCE = 400;
    /** Value above which a Newton step is tried too. */
    private static final double NEAR = 0.9;
    /** Change of an iterate at which it counts as a maximum. */
    private static final double SETTLED = 2e-13;

    private final Knob<Integer> dimension;
    private final Knob<Integer> rank;
    private final Knob<String> order;
    private final Knob<Double> noise;
    private final Knob<VectorValue> tensor;

    /**
     * @param flat what is left of the flattening, dⁿ × dⁿ, and {@code whole}: all of it
     * @param axes orthonormal basis of its column space
     * @param x the iterate, {@code f} its value, {@code fall} the largest fall of it so far in one iteration
     * @param truth components as they were put in; none for a tensor of one's own
     * @param als components of alternating least squares
     */
    record Stage(Matrix whole, Matrix flat, List<double[]> axes, int rankFound, double[] x, double f, double fall, int tries, int steps, List<double[]> found, List<Double> weights,
            double[][] truth, double[][] als, double[] trail) { }

    public SubspacePower() {
        super("algebra.spm-tensor", "Components of a tensor one by one", "A symmetric tensor of low rank is a sum of powers of vectors. Written as a matrix, its column space holds the powers of just these vectors, so they are where the function |P x⊗x|² on the sphere reaches its largest possible value 1. "
                + "A power iteration with a shift climbs there without ever falling; what was found is subtracted, its peak disappears, and the next start climbs another one; near the top a Newton step is tried too and taken where it climbs, which is our addition: peaks that lie close together are flat. How many components there are is read off the eigenvalues. Alternating least squares, told the rank and started at the same points, "
                + "moves all components at once and wanders or stays in a local minimum. Tensors are random with positive weights; for ranks near the largest possible the iteration may take many restarts.",
                List.of("T = Σ λᵢ aᵢ^⊗m,  P = projection on the columns of its flattening", "x ← normalize(P(xⁿ)·xⁿ⁻¹ + γx),  n = m/2,  γ = √((n − 1)/n)", "λ = 1/(vᵀD⁻¹v),  M ← M − λ aⁿ(aⁿ)ᵀ"),
                new Citation("J. Kileel, J. M. Pereira", 2019, "Subspace power method for symmetric tensor decomposition", "1912.04007"));
        pace(15);
        group("Tensor");
        dimension = whole("dimension", "d", "Dimension", 3, 3, 8, "Entries of a component.").within(2, 10);
        rank = whole("rank", "R", "Components", 3, 1, 26, "In truth; the method is not told.").within(1, 60);
        order = choice("order", "m", "Order", List.of("4", "6"), "4", "Of the tensor.");
        noise = real("noise", "σ", "Noise", 0, 0, 0.01, "Standard deviation of what is added to the entries of the flattening.").within(0, 1);
        tensor = vector("tensor", "T", "Your own tensor", 0, 0, "", "Instead: its flattening, d² × d² for order 4, symmetric in all four indices.");
        refuse(p -> p.get(tensor).values().isEmpty() && p.get(rank) > most(p), p -> "rank = " + p.get(rank) + " is more than " + most(p) + ", up to which components are determined in dimension " + p.get(dimension) + "; take fewer components or a larger dimension");
        refuse(p -> p.is(order, "6") && p.get(dimension) > 6, p -> "dimension = " + p.get(dimension) + " makes too large a flattening for order 6; take dimension up to 6");
        refuse(p -> !p.get(tensor).values().isEmpty() && !symmetric(p), p -> "tensor must be " + p.get(dimension) * p.get(dimension) + " × " + p.get(dimension) * p.get(dimension) + " for dimension = " + p.get(dimension) + " and order 4, and unchanged when any two of its four indices are exchanged");
        rests(s -> s.found.size() == s.rankFound || s.steps >= STEPS || s.tries > RESTARTS ? Status.CONVERGED : Status.RUNNING);

        var error = gauge("component-error", "Largest error of a component", "", s -> Math.max(1e-17, error(s.found.toArray(double[][]::new), s.truth))).when(s -> s.truth.length > 0 && !s.found.isEmpty());
        var als = gauge("als-error", "Largest error, alternating least squares", "", s -> Math.max(1e-17, error(s.als, s.truth))).when(s -> s.truth.length > 0);
        var rankFound = gauge("rank-found", "Rank read off the eigenvalues", "", Stage::rankFound);
        gauge("components-found", "Components found", "", s -> s.found.size());
        var f = gauge("functional", "|P xⁿ|²", "", Stage::f);
        var fall = gauge("functional-fall", "Largest fall of the functional", "", Stage::fall);
        var residual = gauge("residual", "What is left of the tensor", "", s -> Math.max(1e-17, s.flat.frobenius() / s.whole.frobenius()));

        plane("sphere", "The functional on the sphere", "of directions x: longitude to the right, latitude upwards; antipodes are alike; all of it again when all are found").draw(FILL, "values", "|P x⊗x|²").draw(LINES, "trail", "iterates").draw(POINTS, "components", "components");
        history("climb", "Value at the iterate", "1 at a component", f);
        plot("spectrum", "Eigenvalues of the flattening", "rank is where they drop").draw(POINTS, "eigenvalues", "all", "", "number").draw(CURVE, "remaining", "after deflation", "", "number").log();
        history("errors", "Largest error of a component", "", als, error).log();
        history("left", "What is left of the tensor", "", residual).log();
        words("said", "Components", "").draw(WORDS, "weights", "weights");

        always("never-falls", "largest fall of the functional in one iteration", fall, atMost(1e-12), "Kileel & Pereira: it never falls with the shift");
        reference("rank", "order 4, d = 6, R = 14: rank read off", within(14, 0), "put in", t -> t.value(rankFound), "dimension=6", "rank=14");
        for (String c : List.of("4 5", "6 14")) {
            String[] v = c.split(" ");
            lengthy("twenty-" + v[0], "order 4, d = " + v[0] + ", R = " + v[1] + ": largest error of 20 seeds", atMost(1e-8), "put in; 1e-11 measured independently",
                    t -> IntStream.rangeClosed(1, 20).mapToDouble(seed -> complete(t.anew(seed).rest().state())).max().orElseThrow(), "dimension=" + v[0], "rank=" + v[1]);
        }
        reference("eight", "order 4, d = 8, R = 20: largest error", atMost(1e-8), "put in", t -> complete(t.rest().state()), "dimension=8", "rank=20");
        reference("six", "order 6, d = 4, R = 8: largest error", atMost(1e-8), "put in", t -> complete(t.rest().state()), "dimension=4", "rank=8", "order=6");
        reference("noise", "σ = 1e-3, d = 4, R = 4: largest error over σ", atMost(30), "of the order of the noise", t -> complete(t.rest().state()) / 1e-3, "dimension=4", "rank=4", "noise=0.001");
        reference("als", "d = 6, R = 14: error of least squares over that of the power method", atLeast(100), "alternation has not come as far after as many iterations", t -> t.rest().value(als) / t.value(error), "dimension=6", "rank=14");
        opens("Peaks climbed one by one", "The functional is 1 at the components; each one found is erased.").panes("sphere", "climb", "spectrum", "errors").pictured(8);
        preset("many", "Twenty in eight dimensions", "More components than dimensions, and the rank is read off the eigenvalues.").set("dimension=8", "rank=20").panes("errors", "climb", "spectrum", "left").pictured(250);
        preset("noise", "With noise", "The eigenvalues no longer drop to zero, and components are as good as the noise allows.").set("dimension=4", "rank=4", "noise=0.003").panes("spectrum", "errors", "climb", "said").pictured(60);
        preset("six", "Order six", "Eight components in four dimensions.").set("dimension=4", "rank=8", "order=6").panes("errors", "climb", "spectrum", "left").pictured(100);
        tiny("", "dimension=4 rank=2 order=6", "dimension=4 rank=3 noise=0.001", "dimension=2 rank=1 tensor=1,0,0,0;0,0,0,0;0,0,0,0;0,0,0,0");
    }

    // ---- tensors

    /** Components up to which the method is proved to work for almost all tensors: dim Sⁿ − d. */
    private int most(Knobs p) {
        int d = p.get(dimension);
        return p.is(order, "4") ? d * (d + 1) / 2 - d : d * (d + 1) * (d + 2) / 6 - d;
    }

    private boolean symmetric(Knobs p) {
        int d = p.get(dimension);
        VectorValue v = p.get(tensor);
        if (!p.is(order, "4") || v.rows() != d * d || v.columns() != d * d) {
            return false;
        }
        double[] t = v.values().stream().mapToDouble(Double::doubleValue).toArray();
        for (int k = 0; k < t.length; k++) {
            int i = k / (d * d * d);
            int j = k / (d * d) % d;
            int l = k / d % d;
            int m = k % d;
            double other = t[((j * d + i) * d + l) * d + m];
            double swapped = t[((i * d + l) * d + j) * d + m];
            double last = t[((i * d + j) * d + m) * d + l];
            if (Math.abs(t[k] - other) + Math.abs(t[k] - swapped) + Math.abs(t[k] - last) > 1e-9) {
                return false;
            }
        }
        return Arrays.stream(t).anyMatch(x -> x != 0);
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        int d = p.get(dimension);
        int n = p.is(order, "4") ? 2 : 3;
        boolean own = !p.get(tensor).values().isEmpty();
        int size = (int) Math.pow(d, n);
        double[][] truth = new double[own ? 0 : p.get(rank)][];
        Matrix m = own ? Matrix.of(size, size, p.get(tensor).values().stream().mapToDouble(Double::doubleValue).toArray()) : Matrix.of(size, size, new double[size * size]);
        double[] lots = new double[Math.max(1, truth.length)];
        random.stream(2).uniforms(0, lots.length, 0, 1, lots, 0);
        for (int r = 0; r < truth.length; r++) {
            truth[r] = TensorAxes.direction(random, 1, r, d);
            m = TensorAxes.less(m, -0.5 - lots[r], TensorAxes.power(truth[r], n));
        }
        if (p.get(noise) > 0) {
            double[] z = new double[size * size];
            random.stream(3).normals(0, size, 0, size, z, 0);
            // the same number whatever the order of the indices
            double[] alike = new double[z.length];
            Arrays.setAll(alike, k -> z[TensorAxes.sorted(k, d, 2 * n)]);
            m = m.plus(Matrix.of(size, size, alike).scaled(p.get(noise)));
        }
        int found = rankOf(m, p.get(noise));
        double[][] als = new double[own ? 0 : p.get(rank)][];
        Arrays.setAll(als, r -> TensorAxes.direction(random, 4, r, d));
        double[] x = TensorAxes.direction(random, 4, 0, d);
        List<double[]> axes = m.principalAxes(found);
        return new Stage(m, m, axes, found, x, TensorAxes.value(axes, x, n), 0, 0, 0, List.of(), List.of(), truth, als, x);
    }

    /** Eigenvalues before the largest drop; rounding, or three times the largest eigenvalue of the noise, counts as zero. */
    private static int rankOf(Matrix m, double noise) {
        double[] e = TensorAxes.falling(m);
        double floor = Math.max(1e-11 * e[0], 1.5 * noise * Math.sqrt(2.0 * e.length));
        return Math.max(1, (int) Arrays.stream(e).filter(v -> v > floor).count());
    }

    // ---- the iteration

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        int n = t.p().is(order, "4") ? 2 : 3;
        double gamma = Math.sqrt((n - 1.0) / n);
        double[] x = s.x;
        double f = s.f;
        double fall = s.fall;
        boolean settled = false;
        double[] trail = s.trail;
        for (int k = 0; k < EACH && !settled; k++) {
            double[] y = TensorAxes.power(x, n);
            double[] projected = new double[y.length];
            for (double[] a : s.axes) {
                double c = Vectors.dot(a, y);
                for (int i = 0; i < y.length; i++) {
                    projected[i] += c * a[i];
                }
            }
            double[] z = TensorAxes.contracted(projected, x, n);
            double[] from = x;
            double[] moved = TensorAxes.unit(IntStream.range(0, z.length).mapToDouble(i -> z[i] + gamma * from[i]).toArray());
            double now = TensorAxes.value(s.axes, moved, n);
            fall = Math.max(fall, f - now);
            settled = IntStream.range(0, z.length).mapToDouble(i -> Math.abs(moved[i] - from[i])).max().orElseThrow() <= SETTLED;
            x = moved;
            f = now;
            trail = Arrays.copyOf(trail, trail.length + x.length);
            System.arraycopy(x, 0, trail, trail.length - x.length, x.length);
        }
        if (f > NEAR && !settled) {
            double[] polished = TensorAxes.newton(s.axes, x, n);
            double now = TensorAxes.value(s.axes, polished, n);
            double[] from = x;
            // only where it climbs, so that the functional still never falls
            if (now >= f) {
                settled = IntStream.range(0, x.length).mapToDouble(i -> Math.abs(polished[i] - from[i])).max().orElseThrow() <= SETTLED;
                x = polished;
                f = now;
                trail = Arrays.copyOf(trail, trail.length + x.length);
                System.arraycopy(x, 0, trail, trail.length - x.length, x.length);
            }
        }
        double[][] als = s.als.length == 0 ? s.als : alternated(s.whole, s.als, n);
        Stage on = new Stage(s.whole, s.flat, s.axes, s.rankFound, x, f, fall, s.tries, s.steps + 1, s.found, s.weights, s.truth, als, trail);
        // near-degenerate components are left for later: each deflation makes the rest better separated
        boolean slow = trail.length / x.length > PATIENCE * Math.pow(2, s.tries / 4);
        return settled || slow ? deflated(on, settled, n, t) : on;
    }

    /** At a component it is subtracted; at another maximum the next start is tried. */
    private Stage deflated(Stage s, boolean settled, int n, Turn t) {
        int d = s.x.length;
        int number = s.steps + s.found.size();
        double[] start = TensorAxes.direction(t.random(), 5, number, d);
        double enough = t.get(noise) > 0 ? 0.9 : 1 - 1e-9;
        if (!settled || s.f < enough) {
            return new Stage(s.whole, s.flat, s.axes, s.rankFound, start, TensorAxes.value(s.axes, start, n), s.fall, s.tries + 1, s.steps, s.found, s.weights, s.truth, s.als, start);
        }
        double[] a = TensorAxes.power(s.x, n);
        double inverse = 0;
        for (double[] axis : s.axes) {
            double v = Vectors.dot(axis, a);
            inverse += v * v / Vectors.dot(axis, s.flat.times(axis));
        }
        List<double[]> found = new ArrayList<>(s.found);
        found.add(s.x);
        List<Double> weights = new ArrayList<>(s.weights);
        weights.add(1 / inverse);
        Matrix flat = TensorAxes.less(s.flat, 1 / inverse, a);
        List<double[]> axes = s.axes.size() > 1 ? flat.principalAxes(s.axes.size() - 1) : List.of();
        return new Stage(s.whole, flat, axes, s.rankFound, start, TensorAxes.value(axes, start, n), s.fall, 0, s.steps, List.copyOf(found), List.copyOf(weights), s.truth, s.als, start);
    }

    /** A ← T₍₁₎(A ⊙ … ⊙ A)((AᵀA)^∘(m−1))⁻¹, columns made unit vectors. */
    private static double[][] alternated(Matrix whole, double[][] als, int n) {
        int r = als.length;
        int d = als[0].length;
        double[] w = new double[d * r];
        double[] g = new double[r * r];
        for (int i = 0; i < r; i++) {
            double[] c = TensorAxes.contracted(whole.times(TensorAxes.power(als[i], n)), als[i], n);
            for (int k = 0; k < d; k++) {
                w[k * r + i] = c[k];
            }
            for (int j = 0; j < r; j++) {
                g[i * r + j] = Math.pow(Vectors.dot(als[i], als[j]), 2 * n - 1);
            }
        }
        Matrix gram = Matrix.of(r, r, g).symmetrised();
        double ridge = Math.max(0, -Arrays.stream(gram.eigenvalues()).min().orElseThrow()) + 1e-10;
        double[] a = Matrix.of(d, r, w).over(gram.plusIdentity(ridge)).toArray();
        double[][] next = new double[r][];
        for (int i = 0; i < r; i++) {
            int column = i;
            double[] v = IntStream.range(0, d).mapToDouble(k -> a[k * r + column]).toArray();
            next[i] = Vectors.dot(v, v) > 0 ? TensorAxes.unit(v) : als[i];
        }
        return next;
    }

    /** Largest distance of one of these from the nearest true component, up to sign. */
    private static double error(double[][] found, double[][] truth) {
        double worst = 0;
        for (double[] a : found) {
            double nearest = Double.POSITIVE_INFINITY;
            for (double[] b : truth) {
                double sign = Math.signum(Vectors.dot(a, b));
                nearest = Math.min(nearest, IntStream.range(0, a.length).mapToDouble(k -> (a[k] - sign * b[k]) * (a[k] - sign * b[k])).sum());
            }
            worst = Math.max(worst, Math.sqrt(nearest));
        }
        return worst;
    }

    /** The error when all were found, 1 otherwise. */
    private static double complete(Stage s) {
        return s.found.size() == s.truth.length ? Math.max(error(s.found.toArray(double[][]::new), s.truth), error(s.truth, s.found.toArray(double[][]::new))) : 1;
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        boolean drawn = s.x.length == 3;
        int n = p.is(order, "4") ? 2 : 3;
        // nothing is left in the end: the whole is shown again, with all that was found on its peaks
        List<double[]> axes = drawn && s.axes.isEmpty() ? s.whole.principalAxes(s.rankFound) : s.axes;
        double[] values = new double[2 * CELLS * CELLS];
        for (int k = 0; drawn && k < values.length; k++) {
            double lon = Math.toRadians(-180 + 360 * (k / CELLS + 0.5) / (2 * CELLS));
            double lat = Math.toRadians(-90 + 180 * (k % CELLS + 0.5) / CELLS);
            values[k] = TensorAxes.value(axes, new double[] {Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)}, n);
        }
        to.field("values", drawn ? 2 * CELLS : 1, drawn ? CELLS : 1, new Rect(-180, -90, 180, 90), drawn ? values : new double[1]);
        to.path("trail", drawn && s.trail.length > 3 ? track(s.trail) : new double[0]);
        double[] components = new double[drawn ? 4 * s.truth.length : 0];
        for (int k = 0; k < components.length / 4; k++) {
            System.arraycopy(place(s.truth[k], 1), 0, components, 4 * k, 2);
            System.arraycopy(place(s.truth[k], -1), 0, components, 4 * k + 2, 2);
        }
        to.points("components", 2, components);
        double[] e = Arrays.stream(TensorAxes.falling(s.whole)).map(v -> Math.max(1e-17, Math.abs(v))).toArray();
        double[] left = Arrays.stream(TensorAxes.falling(s.flat)).map(v -> Math.max(1e-17, Math.abs(v))).toArray();
        double[] number = IntStream.rangeClosed(1, e.length).asDoubleStream().toArray();
        to.series("eigenvalues", number, e);
        to.series("remaining", number, left);
        to.table("weights", new Layer.Column.Numbers("number", "component", "", IntStream.rangeClosed(1, s.weights.size()).asDoubleStream().toArray()),
                new Layer.Column.Numbers("weight", "weight λ", "", s.weights.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    private static double[] place(double[] x, int sign) {
        return new double[] {Math.toDegrees(Math.atan2(sign * x[1], sign * x[0])), Math.toDegrees(Math.asin(Math.clamp(sign * x[2], -1, 1)))};
    }

    private static double[] track(double[] trail) {
        double[] xy = new double[trail.length / 3 * 2];
        for (int k = 0; k < trail.length / 3; k++) {
            System.arraycopy(place(Arrays.copyOfRange(trail, 3 * k, 3 * k + 3), 1), 0, xy, 2 * k, 2);
        }
        return xy;
    }
}
