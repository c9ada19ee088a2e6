package org.pushforward.engine.optimise;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.DenseSolve;
import org.pushforward.engine.numerics.LeastSquares;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code optimise.local-min-pgb}: the loss of a two-layer model on its way down, and the least loss of the linear model on its own gradients, which it
 * meets at a local minimum. A step is one of Levenberg and Marquardt.
 */
public final class InducedModel extends Study<InducedModel.Stage> {

    private static final int SAMPLES = 60;
    private static final int STEPS = 300;
    private static final int TRIES = 40;
    private static final double NOISE = 0.3;
    /** Part of a column that is left, below which it depends on the others. */
    private static final int CURVE_POINTS = 200;

    private final Knob<String> activation;
    private final Knob<Integer> hidden;

    /**
     * @param theta three numbers a unit: weight, offset, output weight
     * @param mu damping
     * @param fit what is measured at θ
     */
    record Stage(double[] x, double[] y, double[] theta, double mu, Fit fit) { }

    /** Loss, induced loss, ½|P_J r|² and |Jᵀr|, and what the induced model predicts. */
    record Fit(double loss, double induced, double projected, double gradient, double[] linear) { }

    public InducedModel() {
        super("optimise.local-min-pgb", "A local minimum is a global one, of something", "The loss of a network is not convex. But freeze its gradients with respect to the parameters, take them as basis functions, and fit them linearly: that is convex, with a least loss of its own. The network's output lies in the span of these gradients, because the output layer is linear, "
                + "so the network's loss exceeds that of the induced model by exactly ½|P_J r|², half the squared part of the residual that the gradients can still explain. At a differentiable local minimum that is zero: its value is the global minimum of the induced model. With squares for activation the two curves meet to the last digit. "
                + "With ReLU the descent may stop on a kink, where there is no gradient and a gap remains; with tanh it may run off to infinity, where there is no minimum. The paper's condition asks for differentiability and a minimum, so both are outside it, and both are shown. Data are sixty generated samples of one variable.",
                List.of("f(x; θ) = Σ vₖ σ(wₖx + bₖ),  r = f − y,  J = ∂f/∂θ", "L = ½|r|²,  L_induced = min over α of ½|Jα − y|²", "L − L_induced = ½|P_J r|²", "(JᵀJ + μI)δ = −Jᵀr"),
                new Citation("K. Kawaguchi, J. Huang, L. P. Kaelbling", 2019, "Every Local Minimum Value is the Global Minimum Value of Induced Model in Non-convex Machine Learning", "1904.03673"));
        pace(10);
        group("Model");
        activation = choice("activation", "σ", "Activation", List.of("square", "relu", "tanh"), "square", "Of the hidden units.");
        hidden = whole("hidden", "h", "Hidden units", 2, 1, 12, "Each has a weight, an offset and an output weight.").within(1, 19);
        lasts(_ -> STEPS);

        var loss = gauge("loss", "Loss of the model", "", s -> s.fit.loss);
        var induced = gauge("induced-loss", "Least loss of the induced model", "", s -> s.fit.induced);
        var gap = gauge("gap", "Gap over the loss", "", s -> Math.max(1e-18, (s.fit.loss - s.fit.induced) / s.fit.loss));
        var identity = gauge("gap-identity", "L − L_induced − ½|P_J r|², over L", "", s -> Math.abs(s.fit.loss - s.fit.induced - s.fit.projected) / s.fit.loss);
        var gradient = gauge("gradient-norm", "|∇L|", "", s -> Math.max(1e-18, s.fit.gradient));
        var size = gauge("parameter-norm", "|θ|", "", s -> Math.sqrt(Arrays.stream(s.theta).map(v -> v * v).sum()));

        plot("fits", "Data, model and induced model", "the curves meet where nothing is left to explain").draw(POINTS, "data", "samples").draw(CURVE, "linear", "induced model").draw(CURVE, "model", "model");
        history("losses", "Loss", "the model from above, its induced model from below", loss, induced).log();
        history("gaps", "Gap", "relative to the loss, and the gradient", gap, gradient).log();
        history("sizes", "Size of the parameters", "grows without end where there is no minimum", size).log();
        plot("kinks", "Residual at the samples", "and what the gradients explain of it").draw(POINTS, "residual", "residual").draw(POINTS, "explained", "explained");
        history("identities", "L − L_induced − ½|P_J r|²", "over the loss: rounding", identity);

        always("identity", "L − L_induced − ½|P_J r|², over L", identity, atMost(1e-10), "closed form: the output is in the span of its gradients");
        for (int seed = 1; seed <= 5; seed++) {
            int k = seed;
            reference("meets-" + seed, "square, 2 hidden, converged, seed " + seed + ": gap over the loss", atMost(1e-8), "Kawaguchi, Huang & Kaelbling 2019", t -> t.anew(k).rest().value(gap));
        }
        reference("starts-apart", "square, 2 hidden: gap over the loss at the start", atLeast(0.01), "not a minimum yet", t -> t.value(gap));
        lengthy("kinks", "relu, 3 hidden, ten seeds: largest gap over the loss at the end", atLeast(1e-6), "it stops on kinks: up to 3 % measured independently", t -> IntStream.rangeClosed(1, 10).mapToDouble(k -> t.anew(k).rest().value(gap)).max().orElseThrow(), "activation=relu", "hidden=3");
        lengthy("runs-off", "tanh, 4 hidden, five seeds: largest |θ| at the end", atLeast(100), "no minimum is attained", t -> IntStream.rangeClosed(1, 5).mapToDouble(k -> t.anew(k).rest().value(size)).max().orElseThrow(), "activation=tanh", "hidden=4");
        opens("Two losses meet", "The model comes down to the best that its own gradients allow.").panes("fits", "losses", "gaps", "kinks").pictured(2);
        preset("kinks", "Stopped on a kink", "With ReLU samples come to lie on the kink of a unit, and a gap remains.").set("activation=relu", "hidden=3").panes("fits", "losses", "gaps", "kinks").pictured(120);
        preset("infinity", "Off to infinity", "With tanh the parameters grow without end, and the gap closes only on the way.").set("activation=tanh", "hidden=4").panes("sizes", "losses", "gaps", "fits").pictured(200);
        tiny("", "activation=relu hidden=3", "activation=tanh hidden=1");
    }

    // ---- the model

    private double unit(Knobs p, double z) {
        return switch (p.get(activation)) {
            case "square" -> z * z;
            case "relu" -> Math.max(0, z);
            default -> Math.tanh(z);
        };
    }

    private double slope(Knobs p, double z) {
        return switch (p.get(activation)) {
            case "square" -> 2 * z;
            case "relu" -> z > 0 ? 1 : 0;
            default -> 1 - Math.tanh(z) * Math.tanh(z);
        };
    }

    private double output(Knobs p, double[] theta, double x) {
        double f = 0;
        for (int k = 0; k < theta.length; k += 3) {
            f += theta[k + 2] * unit(p, theta[k] * x + theta[k + 1]);
        }
        return f;
    }

    /** ∂f/∂θ at some places, row-major. */
    private double[] jacobian(Knobs p, double[] theta, double[] x) {
        int m = theta.length;
        double[] j = new double[x.length * m];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < m; k += 3) {
                double z = theta[k] * x[i] + theta[k + 1];
                j[i * m + k] = theta[k + 2] * slope(p, z) * x[i];
                j[i * m + k + 1] = theta[k + 2] * slope(p, z);
                j[i * m + k + 2] = unit(p, z);
            }
        }
        return j;
    }

    private double[] residual(Knobs p, double[] theta, double[] x, double[] y) {
        return IntStream.range(0, x.length).mapToDouble(i -> output(p, theta, x[i]) - y[i]).toArray();
    }

    private static double half(double[] r) {
        return 0.5 * Arrays.stream(r).map(v -> v * v).sum();
    }

    private static double[] transposed(double[] a, int m, double[] r) {
        return IntStream.range(0, m).mapToDouble(k -> IntStream.range(0, r.length).mapToDouble(i -> a[i * m + k] * r[i]).sum()).toArray();
    }

    /** The projection onto the span of the columns: A·w of the least squares. */
    private static double[] projected(double[] a, int m, double[] v) {
        double[] w = LeastSquares.solve(a, m, v);
        return IntStream.range(0, v.length).mapToDouble(i -> IntStream.range(0, m).mapToDouble(k -> a[i * m + k] * w[k]).sum()).toArray();
    }

    private Fit measured(Knobs p, double[] theta, double[] x, double[] y) {
        int m = theta.length;
        double[] j = jacobian(p, theta, x);
        double[] r = residual(p, theta, x, y);
        double[] linear = projected(j, m, y);
        double[] explained = projected(j, m, r);
        double[] left = IntStream.range(0, y.length).mapToDouble(i -> linear[i] - y[i]).toArray();
        return new Fit(half(r), half(left), half(explained), Math.sqrt(2 * half(transposed(j, m, r))), linear);
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        double[] z = new double[SAMPLES];
        random.stream(1).normals(0, SAMPLES, 0, 1, z, 0);
        double[] x = IntStream.range(0, SAMPLES).mapToDouble(i -> -2 + 4.0 * i / (SAMPLES - 1)).toArray();
        double[] y = IntStream.range(0, SAMPLES).mapToDouble(i -> Math.sin(2.5 * x[i]) + 0.5 * x[i] * x[i] - 1 + NOISE * z[i]).toArray();
        double[] theta = new double[3 * p.get(hidden)];
        random.stream(2).normals(0, theta.length, 0, 1, theta, 0);
        return new Stage(x, y, theta, 1, measured(p, theta, x, y));
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        int m = s.theta.length;
        double[] j = jacobian(t.p(), s.theta, s.x);
        double[] r = residual(t.p(), s.theta, s.x, s.y);
        double[] g = transposed(j, m, r);
        double mu = s.mu;
        for (int k = 0; k < TRIES; k++) {
            double[][] a = new double[m][m];
            for (int u = 0; u < m; u++) {
                for (int v = 0; v < m; v++) {
                    for (int i = 0; i < SAMPLES; i++) {
                        a[u][v] += j[i * m + u] * j[i * m + v];
                    }
                }
                a[u][u] += mu;
            }
            double[] step = DenseSolve.solved(a, g);
            double[] theta = IntStream.range(0, m).mapToDouble(i -> s.theta[i] - step[i]).toArray();
            if (half(residual(t.p(), theta, s.x, s.y)) < s.fit.loss) {
                return new Stage(s.x, s.y, theta, Math.max(1e-9, mu / 3), measured(t.p(), theta, s.x, s.y));
            }
            mu *= 2;
        }
        return new Stage(s.x, s.y, s.theta, Math.min(mu, 1e6), s.fit);
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        double[] fine = IntStream.range(0, CURVE_POINTS).mapToDouble(i -> -2 + 4.0 * i / (CURVE_POINTS - 1)).toArray();
        to.series("data", s.x, s.y);
        to.series("model", fine, Arrays.stream(fine).map(v -> output(p, s.theta, v)).toArray());
        to.series("linear", s.x, s.fit.linear);
        double[] r = residual(p, s.theta, s.x, s.y);
        int m = s.theta.length;
        to.series("residual", s.x, r);
        to.series("explained", s.x, projected(jacobian(p, s.theta, s.x), m, r));
    }
}
