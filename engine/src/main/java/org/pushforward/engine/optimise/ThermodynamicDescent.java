package org.pushforward.engine.optimise;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code optimise.thermo-ngd}: a noisy physical system that relaxes to F⁻¹g gives the natural gradient; how long it relaxes leads from plain to natural
 * descent. A step is a share of the relaxation, or an iteration of four optimizers.
 */
public final class ThermodynamicDescent extends Study<ThermodynamicDescent.Stage> {

    private static final int PARTICLES = 20_000;
    private static final int DRAWN = 1500;
    /** Of a matrix that can be inverted without leaving the numbers. */
    private static final double SMALLEST = 1e-9;
    private static final int STEPS = 100;
    private static final int ITERATIONS = 30;
    private static final double[] RATES = {0.003, 0.01, 0.03, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50};
    private static final double[] TIMES = {1, 3, 10, 30, 100, 300, 1000, 3000, 10_000};

    private final Knob<String> problem;
    private final Knob<VectorValue> fisher;
    private final Knob<VectorValue> gradient;
    private final Knob<Double> time;
    private final Knob<Double> beta;

    /** The Ornstein–Uhlenbeck process: F, F⁻¹g, the particles and the time. */
    record Cloud(Matrix f, double[] goal, double[] x, double now) { }

    /** An optimizer on the way: parameters, two moments (Adam), rate. */
    record Way(double[] theta, double[] first, double[] second, double rate) { }

    /** @param morph final losses for each of {@link #TIMES} */
    record Race(SoftmaxRegression data, List<Way> ways, double[] morph) { }

    record Stage(Cloud cloud, Race race, int steps) { }

    public ThermodynamicDescent() {
        super("optimise.thermo-ngd", "Natural gradients from noise", "The natural gradient F⁻¹g takes the curvature into account, and a linear system for every step. A circuit of coupled noisy oscillators solves it by doing nothing: with the drift g − Fx it relaxes to a cloud around F⁻¹g, whose spread is F⁻¹/β. "
                + "Read out after an analog time t, its mean is off by e^(−Ft)F⁻¹g: a short time gives the plain gradient, times t, a long time the natural one. On a softmax regression with features that are turned and of very different scale, natural steps are far ahead of Adam and of gradient descent, each at the best of twelve rates. "
                + "Here the process is simulated exactly, on a digital machine, where nothing is saved; the paper's gain needs the hardware. Data are generated; its networks and language models are not shown.",
                List.of("dx = (g − Fx) dt + √(2/β) dW", "E x(t) − F⁻¹g = −e^(−Ft) F⁻¹g", "cov x(t) = β⁻¹F⁻¹(1 − e^(−2Ft))", "F = Σ (diag p − ppᵀ) ⊗ xxᵀ/N + λ"),
                new Citation("K. Donatella, S. Duffield, M. Aifer, D. Melanson, G. Crooks, P. J. Coles", 2024, "Thermodynamic Natural Gradient Descent", "2405.13817"));
        pace(10);
        group("Problem");
        problem = choice("problem", "P", "Problem", List.of("quadratic", "softmax"), "quadratic", "One linear system, or thirty iterations on a regression.");
        fisher = vector("fisher", "F", "Fisher matrix", 0, 0, "1,-0.6;-0.6,0.5", "Symmetric and positive definite, 2 × 2 to 20 × 20.").when(problem, "quadratic");
        gradient = vector("gradient", "g", "Gradient", 0, 0, "1,0.2", "As many entries as the matrix has rows.").when(problem, "quadratic");
        group("Analog system");
        time = real("time", "t", "Analog time", 20, 0.1, 100, "At which it is read out.").within(1e-3, 1e6).log().but(1000.0, problem, "softmax");
        beta = real("beta", "β", "Inverse temperature", 20, 1, 1000, "The spread of the cloud is F⁻¹/β.").within(1e-3, 1e12).log().but(1e6, problem, "softmax");
        lasts(p -> p.is(problem, "softmax") ? ITERATIONS : STEPS);
        refuse(p -> p.is(problem, "quadratic") && !positive(p.get(fisher)), _ -> "fisher must be a symmetric positive definite matrix of 2 to 20 rows, not all below 1e-9, for example 2,0.5;0.5,1");
        refuse(p -> p.is(problem, "quadratic") && positive(p.get(fisher)) && p.get(gradient).values().size() != p.get(fisher).rows(), p ->
                "gradient has " + p.get(gradient).values().size() + " entries and fisher " + p.get(fisher).rows() + " rows; give as many");

        var bias = gauge("bias", "Bias, simulated", "", s -> Vectors.norm(minus(mean(s.cloud), s.cloud.goal))).when(s -> s.cloud.now > 0);
        var exact = gauge("bias-exact", "Bias, closed form", "", s -> Vectors.norm(minus(exactMean(s.cloud), s.cloud.goal))).when(s -> s.cloud.now > 0);
        var deviations = gauge("mean-deviations", "Mean off the closed form, standard errors", "", (s, p) -> deviations(s.cloud, p.get(beta))).when(s -> s.cloud.now > 0);
        var spread = gauge("covariance-error", "Covariance off the closed form", "", (s, p) -> covarianceError(s.cloud, p.get(beta))).when(s -> s.cloud.now > 0);
        var loss = gauge("loss", "Thermodynamic", "", s -> s.race.data.loss(s.race.ways.get(0).theta)).when(s -> !s.race.ways.isEmpty());
        var natural = gauge("loss-natural", "Natural gradient", "", s -> s.race.data.loss(s.race.ways.get(1).theta)).when(s -> !s.race.ways.isEmpty());
        var adam = gauge("loss-adam", "Adam", "", s -> s.race.data.loss(s.race.ways.get(2).theta)).when(s -> !s.race.ways.isEmpty());
        var sgd = gauge("loss-sgd", "Gradient descent", "", s -> s.race.data.loss(s.race.ways.get(3).theta)).when(s -> !s.race.ways.isEmpty());

        plane("cloud", "The analog system", "first two coordinates").draw(POINTS, "particles", "particles").draw(LINES, "ellipse", "two standard deviations at rest").draw(LINES, "path", "mean, closed form").draw(LINES, "gradient", "gradient").draw(POINTS, "goal", "F⁻¹g");
        history("biases", "Distance of the mean from F⁻¹g", "of 20,000 particles", exact, bias).log();
        history("covariance", "Covariance", "relative to the closed form", spread);
        history("losses", "Loss", "each at its best rate", sgd, adam, loss, natural).log();
        plot("morph", "From plain to natural", "loss after thirty iterations").draw(CURVE, "level-sgd", "gradient descent", "", "analog time").draw(CURVE, "level-natural", "natural gradient", "", "analog time").draw(POINTS, "by-time", "thermodynamic, noise-free", "", "analog time").log().logX();
        words("said", "In numbers", "").draw(WORDS, "facts", "facts");

        always("mean", "mean off e^(−Ft)F⁻¹g, standard errors of the run", deviations, atMost(4.5), "closed form; the largest coordinate of up to a hundred times");
        always("spread", "covariance off β⁻¹F⁻¹(1 − e^(−2Ft)), relative", spread, atMost(0.05), "closed form; 20,000 particles give 1 %");
        for (String at : List.of("0.5", "2", "20")) {
            reference("bias-" + at, "t = " + at + ": mean off the closed form, standard errors", atMost(3), "closed form e^(−Ft)F⁻¹g", t -> t.rest().value(deviations), "time=" + at);
            reference("covariance-" + at, "t = " + at + ": covariance off the closed form", atMost(0.05), "closed form β⁻¹F⁻¹(1 − e^(−2Ft))", t -> t.rest().value(spread), "time=" + at);
        }
        var race = shared(t -> {
            t.rest();
            return new double[] {t.value(loss), t.value(natural), t.value(adam), t.value(sgd)};
        }, "problem=softmax");
        reference("natural", "30 iterations: loss of natural over Adam", atMost(0.7), "0.026 against 0.058 measured independently", race, v -> v[1] / v[2]);
        reference("adam", "30 iterations: loss of Adam over gradient descent", atMost(1), "0.058 against 0.096 measured independently", race, v -> v[2] / v[3]);
        reference("thermodynamic", "30 iterations, t = 1000: |loss over natural − 1|", atMost(0.2), "the limit of long times", race, v -> Math.abs(v[0] / v[1] - 1));
        opens("Doing nothing solves a linear system", "A cloud drifts to F⁻¹g, not along the gradient.").panes("cloud", "biases", "covariance").pictured(40);
        preset("softmax", "Ahead of Adam", "Thirty iterations on features of very different scale.").set("problem=softmax").panes("losses", "morph", "said").pictured(30);
        preset("short", "Read out too early", "A short analog time gives the plain gradient, and no better than that.").set("problem=softmax", "time=10").panes("losses", "morph", "said").pictured(30);
        preset("hot", "Too hot", "At a high temperature one readout is lost in noise, and the loss stays up.").set("problem=softmax", "beta=300").panes("losses", "morph", "said").pictured(30);
        tiny("", "problem=softmax", "fisher=2,0,0;0,1,0;0,0,0.5 gradient=1,1,1");
    }

    // ---- vectors

    private static boolean positive(VectorValue v) {
        int n = v.rows();
        if (n < 2 || n > 20 || v.columns() != n) {
            return false;
        }
        Matrix m = matrix(v);
        if (!(m.frobenius() > SMALLEST)) {
            return false;
        }
        return m.minus(m.transposed()).frobenius() <= 1e-9 * m.frobenius() && Arrays.stream(m.symmetrised().eigenvalues()).min().orElseThrow() > 1e-9 * m.frobenius();
    }

    private static Matrix matrix(VectorValue v) {
        return Matrix.of(v.rows(), v.columns(), numbers(v));
    }

    private static double[] numbers(VectorValue v) {
        return v.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] minus(double[] a, double[] b) {
        return plus(a, -1, b);
    }

    private static double[] plus(double[] a, double s, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] + s * b[k]).toArray();
    }

    // ---- the analog system

    private static double[] exactMean(Cloud c) {
        return minus(c.goal, c.f.withEigenvalues(l -> Math.exp(-l * c.now)).times(c.goal));
    }

    private static double[] mean(Cloud c) {
        int n = c.goal.length;
        double[] m = new double[n];
        for (int k = 0; k < c.x.length; k++) {
            m[k % n] += c.x[k] / PARTICLES;
        }
        return m;
    }

    private static Matrix spread(Cloud c, double beta) {
        return c.f.withEigenvalues(l -> -Math.expm1(-2 * l * c.now) / (l * beta));
    }

    private static double deviations(Cloud c, double beta) {
        double[] off = minus(mean(c), exactMean(c));
        Matrix s = spread(c, beta);
        return IntStream.range(0, off.length).mapToDouble(k -> Math.abs(off[k]) / Math.sqrt(s.get(k, k) / PARTICLES)).max().orElseThrow();
    }

    private static double covarianceError(Cloud c, double beta) {
        int n = c.goal.length;
        double[] m = mean(c);
        double[] s = new double[n * n];
        for (int p = 0; p < PARTICLES; p++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    s[i * n + j] += (c.x[p * n + i] - m[i]) * (c.x[p * n + j] - m[j]) / PARTICLES;
                }
            }
        }
        Matrix exact = spread(c, beta);
        return Matrix.of(n, n, s).minus(exact).frobenius() / exact.frobenius();
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        Race none = new Race(new SoftmaxRegression(new double[0], new int[0]), List.of(), new double[0]);
        if (p.is(problem, "softmax")) {
            double[] zero = new double[SoftmaxRegression.FEATURES * SoftmaxRegression.CLASSES];
            Way at = new Way(zero, zero, zero, 0);
            return new Stage(new Cloud(Matrix.identity(2), new double[2], new double[0], 0), new Race(SoftmaxRegression.draw(random), List.of(at, at, at, at), new double[0]), 0);
        }
        Matrix f = matrix(p.get(fisher)).symmetrised();
        double[] goal = f.withEigenvalues(l -> 1 / l).times(numbers(p.get(gradient)));
        return new Stage(new Cloud(f, goal, new double[PARTICLES * goal.length], 0), none, 0);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        if (s.race.ways.isEmpty()) {
            return new Stage(relaxed(s.cloud, t.get(time) / STEPS, t.get(beta), t), s.race, s.steps + 1);
        }
        Race race = s.steps == 0 ? tuned(s.race, t) : s.race;
        SoftmaxRegression d = race.data;
        Way thermo = race.ways.get(0);
        double[] noise = t.normals(2, 1, SoftmaxRegression.FEATURES * SoftmaxRegression.CLASSES);
        Way first = new Way(minus(thermo.theta, d.analog(thermo.theta, t.get(time), t.get(beta), noise)), thermo.first, thermo.second, 1);
        Way natural = new Way(minus(race.ways.get(1).theta, d.natural(race.ways.get(1).theta)), thermo.first, thermo.second, 1);
        return new Stage(s.cloud, new Race(d, List.of(first, natural, adam(d, race.ways.get(2), s.steps + 1), plain(d, race.ways.get(3))), race.morph), s.steps + 1);
    }

    /** The exact transition over a time h. */
    private static Cloud relaxed(Cloud c, double h, double beta, Turn t) {
        int n = c.goal.length;
        Matrix decay = c.f.withEigenvalues(l -> Math.exp(-l * h));
        double[] e = decay.toArray();
        double[] root = c.f.withEigenvalues(l -> Math.sqrt(-Math.expm1(-2 * l * h) / (l * beta))).toArray();
        double[] z = t.normals(1, PARTICLES, n);
        double[] x = new double[c.x.length];
        for (int p = 0; p < PARTICLES; p++) {
            for (int i = 0; i < n; i++) {
                double sum = c.goal[i];
                for (int j = 0; j < n; j++) {
                    sum += e[i * n + j] * (c.x[p * n + j] - c.goal[j]) + root[i * n + j] * z[p * n + j];
                }
                x[p * n + i] = sum;
            }
        }
        return new Cloud(c.f, c.goal, x, c.now + h);
    }

    // ---- softmax regression

    private static Way plain(SoftmaxRegression d, Way w) {
        return new Way(plus(w.theta, -w.rate, d.slope(w.theta)), w.first, w.second, w.rate);
    }

    private static Way adam(SoftmaxRegression d, Way w, int step) {
        double[] g = d.slope(w.theta);
        double[] m = new double[g.length];
        double[] v = new double[g.length];
        double[] theta = w.theta.clone();
        for (int k = 0; k < g.length; k++) {
            m[k] = 0.9 * w.first[k] + 0.1 * g[k];
            v[k] = 0.999 * w.second[k] + 0.001 * g[k] * g[k];
            theta[k] -= w.rate * m[k] / (1 - Math.pow(0.9, step)) / (Math.sqrt(v[k] / (1 - Math.pow(0.999, step))) + 1e-8);
        }
        return new Way(theta, m, v, w.rate);
    }

    /** The rates with the lowest loss in the end, and what analog times come to. */
    private static Race tuned(Race r, Turn t) {
        Way[] best = {r.ways.get(2), r.ways.get(3)};
        double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        for (double rate : RATES) {
            t.ask();
            Way[] way = {with(r.ways.get(2), rate), with(r.ways.get(3), rate)};
            Way[] first = way.clone();
            for (int k = 1; k <= ITERATIONS; k++) {
                way = new Way[] {adam(r.data, way[0], k), plain(r.data, way[1])};
            }
            for (int c = 0; c < 2; c++) {
                double loss = r.data.loss(way[c].theta);
                if (loss < least[c]) {
                    least[c] = loss;
                    best[c] = first[c];
                }
            }
        }
        double[] morph = new double[TIMES.length];
        for (int i = 0; i < TIMES.length; i++) {
            double[] theta = r.ways.get(0).theta;
            for (int k = 0; k < ITERATIONS; k++) {
                t.ask();
                theta = minus(theta, r.data.analog(theta, TIMES[i], 1e300, new double[theta.length]));
            }
            morph[i] = r.data.loss(theta);
        }
        return new Race(r.data, List.of(r.ways.get(0), r.ways.get(1), best[0], best[1]), morph);
    }

    private static Way with(Way w, double rate) {
        return new Way(w.theta, w.first, w.second, rate);
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        Cloud c = s.cloud;
        boolean race = !s.race.ways.isEmpty();
        int n = c.goal.length;
        int drawn = race ? 0 : DRAWN;
        double[] xy = new double[2 * drawn];
        Arrays.setAll(xy, k -> c.x[k / 2 * n + k % 2]);
        to.points("particles", 2, xy);
        double[] root = c.f.withEigenvalues(l -> 2 / Math.sqrt(l * p.get(beta))).toArray();
        double[] ellipse = new double[race ? 0 : 2 * 121];
        for (int k = 0; k < ellipse.length / 2; k++) {
            // the marginal of the first two coordinates: its root is that of the block of the squared matrix
            ellipse[2 * k] = c.goal[0];
            ellipse[2 * k + 1] = c.goal[1];
        }
        if (!race) {
            block(root, n, ellipse);
        }
        to.path("ellipse", ellipse);
        double[] path = new double[race ? 0 : 2 * 61];
        for (int k = 0; k < path.length / 2; k++) {
            double[] m = exactMean(new Cloud(c.f, c.goal, c.x, c.now * k / 60));
            path[2 * k] = m[0];
            path[2 * k + 1] = m[1];
        }
        to.path("path", path);
        double[] g = c.f.times(c.goal);
        double longer = race || Vectors.norm(g) == 0 ? 0 : 0.6 * Vectors.norm(c.goal) / Vectors.norm(g);
        to.path("gradient", race ? new double[0] : new double[] {0, 0, longer * g[0], longer * g[1]});
        to.points("goal", 2, race ? new double[0] : new double[] {c.goal[0], c.goal[1]});
        boolean known = race && s.race.morph.length > 0;
        to.series("by-time", known ? TIMES : new double[0], s.race.morph);
        double[] ends = known ? new double[] {TIMES[0], TIMES[TIMES.length - 1]} : new double[0];
        to.series("level-sgd", ends, known ? level(s.race.data, s.race.ways.get(3).theta) : new double[0]);
        to.series("level-natural", ends, known ? level(s.race.data, s.race.ways.get(1).theta) : new double[0]);
        facts(s, to);
    }

    private static double[] level(SoftmaxRegression d, double[] theta) {
        return new double[] {d.loss(theta), d.loss(theta)};
    }

    /** Adds the ellipse of the covariance of the first two coordinates to points that are its center. */
    private static void block(double[] root, int n, double[] xy) {
        double[] s = new double[4];
        for (int k = 0; k < n; k++) {
            s[0] += root[k] * root[k];
            s[1] += root[k] * root[n + k];
            s[3] += root[n + k] * root[n + k];
        }
        s[2] = s[1];
        double[] r = Matrix.of(2, 2, s).squareRoot().toArray();
        for (int k = 0; k < xy.length / 2; k++) {
            double a = 2 * Math.PI * k / (xy.length / 2 - 1.0);
            xy[2 * k] += r[0] * Math.cos(a) + r[1] * Math.sin(a);
            xy[2 * k + 1] += r[2] * Math.cos(a) + r[3] * Math.sin(a);
        }
    }

    private static void facts(Stage s, Look to) {
        List<String> names = s.race.ways.isEmpty() ? List.of() : List.of("thermodynamic", "natural gradient", "Adam", "gradient descent");
        to.table("facts", new Layer.Column.Words("method", "method", names), new Layer.Column.Words("rate", "rate", s.race.ways.stream().map(w -> String.format(Locale.ROOT, "%.3g", w.rate)).toList()),
                new Layer.Column.Numbers("loss", "loss", "", s.race.ways.stream().mapToDouble(w -> s.race.data.loss(w.theta)).toArray()));
    }
}
