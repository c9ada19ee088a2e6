package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.numerics.GaussLegendre;
import org.pushforward.engine.numerics.InducingVariables;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code networks.spherical-gp}: a Gaussian process with the arc-cosine kernel on (x, 1), summarised by inducing variables: values at points, harmonics of the circle,
 * neurons max(0, cos(φ − θ)), or neurons and orthogonal to them points (Tiao, Dutordoir & Picheny 2023, arXiv:2304.14034). A variable a step.
 *
 * <p>k(x, x′) = v r r′ κ(t), κ = (sin t + (π − t) cos t)/π = Σ a_k cos kt, r = ‖(x, 1)‖, t the angle between (x, 1) and (x′, 1). A function r Σ g_k cos k(φ − θ) has the
 * inner product Σ g_k h_k cos k(θ − θ′)/(v a_k), which is the covariance of features; with f at x it is the value there. A neuron has g_k²/a_k = ½ for all even k, so its
 * norm is infinite: all that is used of it is k up to a truncation.
 */
public final class SphericalProcess extends Study<SphericalProcess.State> {

    private static final List<String> KINDS = List.of("orthogonal", "relu", "harmonics", "points");
    private static final int PLACES = 161;
    private static final double REACH = 3;
    private static final double COEFFICIENT_ERROR = coefficientError();

    /** n samples in order of x, with the angles of (x, 1). */
    record Data(double[] x, double[] y) {
        static double angle(double x) {
            return Math.atan2(1, x);
        }

        static double length(double x) {
            return Math.hypot(x, 1);
        }
    }

    /** An inducing variable: the value at x, or the feature r Σ g_k cos k(φ − θ). */
    record Variable(double x, double theta, double[] g) {
        boolean isValue() {
            return g.length == 0;
        }

        /** Of a feature, on the unit circle. */
        double ridge(double phi) {
            double sum = 0;
            for (int k = 0; k < g.length; k++) {
                sum += g[k] == 0 ? 0 : g[k] * Math.cos(k * (phi - theta));
            }
            return sum;
        }

        /** Covariance with the function at a place. */
        double at(double place, double variance) {
            return isValue() ? kernel(x, place, variance) : Data.length(place) * ridge(Data.angle(place));
        }

        double with(Variable o, double variance) {
            if (isValue() || o.isValue()) {
                return isValue() ? o.at(x, variance) : at(o.x, variance);
            }
            double sum = 0;
            for (int k = 0; k < Math.min(g.length, o.g.length); k++) {
                sum += g[k] * o.g[k] == 0 ? 0 : g[k] * o.g[k] / (variance * kernelCoefficient(k)) * Math.cos(k * (theta - o.theta));
            }
            return sum;
        }
    }

    /** Inducing variables so far, and what they give. */
    record Summary(List<Variable> variables, InducingVariables process) { }

    record State(Data data, double evidence, Race<Summary> race) { }

    private final Knob<String> kind;
    private final Knob<Integer> features;
    private final Knob<Integer> orthogonal;
    private final Knob<Integer> truncation;
    private final Knob<Integer> samples;
    private final Knob<Double> noise;
    private final Knob<Double> variance;

    public SphericalProcess() {
        super("networks.spherical-gp", "Neurons as inducing variables",
                "A Gaussian process on many samples is summarised by a few variables, at a price: a gap between its evidence and a bound. Variables may be values at points, harmonics, "
                        + "or neurons: then the mean is a network. ReLU neurons alone stall, since their norm in the space of the kernel is infinite and only some harmonics of them can be "
                        + "kept; values at points, orthogonal to the neurons, close the gap. With more harmonics of a smooth process enough neurons win again; in one dimension plain points win. Data are generated, with one input, so the sphere is a circle; kernel and noise "
                        + "are given, not learned; the paper's larger data sets are not shown.",
                List.of("κ(t) = (sin t + (π − t) cos t)/π = Σ a_k cos kt", "⟨g, h⟩ = Σ g_k h_k cos k(θ − θ′)/(v a_k)", "f = f_u + f_⊥, q(u) q(v)"),
                new Citation("L. C. Tiao, V. Dutordoir, V. Picheny", 2023, "Spherical Inducing Features for Orthogonally-Decoupled Gaussian Processes", "2304.14034"));
        group("Summary");
        kind = choice("kind", "z", "Shown", KINDS, "orthogonal", "Whose mean and band are drawn: neurons with orthogonal points, neurons, harmonics, points.").live();
        features = whole("features", "M", "Neurons", 16, 1, 32, "Before the first orthogonal point.").within(1, 64);
        orthogonal = whole("orthogonal", "K", "Orthogonal points", 16, 0, 32, "All others get as many variables as neurons and orthogonal points together.").within(0, 64);
        truncation = whole("truncation", "L", "Truncation", 8, 2, 64, "Largest harmonic kept of a neuron.").within(1, 512).log();
        group("Data");
        samples = whole("samples", "N", "Samples", 100, 20, 200, "Of a sum of sines, on [−3, 3].").within(2, 300);
        noise = real("noise", "s²", "Noise", 0.02, 0.001, 0.2, "Variance of the noise, and what the process takes it to be.").within(1e-6, 100).log();
        variance = real("variance", "v", "Variance", 20, 0.5, 200, "Of the process at x = 0.").within(1e-4, 1e4).log();
        pace(6);
        lasts(p -> p.get(features) + p.get(orthogonal));

        var evidence = gauge("evidence", "Log evidence, exact", "", s -> s.evidence);
        var bound = gauge("bound", "Bound, as shown", "", (s, p) -> bound(s, p.get(kind)));
        var decoupled = gauge("bound-orthogonal", "Bound, neurons and points", "", s -> bound(s, "orthogonal"));
        var relu = gauge("bound-relu", "Bound, neurons", "", s -> bound(s, "relu"));
        gauge("bound-harmonics", "Bound, harmonics", "", s -> bound(s, "harmonics"));
        var points = gauge("bound-points", "Bound, points", "", s -> bound(s, "points"));
        var gaps = gauges("gap", "Gap a sample", "", KINDS, (s, k) -> Math.max(1e-9, (s.evidence - bound(s, k)) / s.data.x.length));
        var excess = gauge("excess", "Largest bound above the evidence, relative", "",
                s -> KINDS.stream().mapToDouble(k -> (bound(s, k) - s.evidence) / (1 + Math.abs(s.evidence))).max().orElse(0));
        var coefficient = gauge("coefficient-error", "Kernel coefficients off quadrature", "", _ -> COEFFICIENT_ERROR);

        plot("fit", "The band tightens", "mean and two standard deviations; the exact mean").draw(CURVE, "fit", "summary").draw(CURVE, "exact", "exact")
                .draw(POINTS, "observations", "samples");
        history("gaps", "Evidence less bound", "a sample, by number of variables", gaps).log();
        plane("circle", "Lifted to the circle", "ridges: features; inside: points").draw(LINES, "ridges", "features").draw(POINTS, "lifted", "y")
                .draw(POINTS, "chosen", "points");
        plot("spectrum", "Why neurons stall", "norm of a neuron, harmonic by harmonic, does not fall").draw(BARS, "norms", "g_k²/a_k");
        layer("data", "samples", "", "x");

        always("bound", "largest bound above the evidence, relative", excess, atMost(1e-6), "every summary bounds the evidence from below; rounding");
        always("coefficients", "coefficients of the kernel off quadrature", coefficient, atMost(1e-9), "closed form 4/π², ½, 8/(π²(k²−1)²), 0");
        reference("all", "20 samples, 20 points: evidence less bound", atMost(1e-4), "closed form: nothing is summarised",
                t -> t.rest().value(evidence) - t.value(points), "samples=20", "features=20", "orthogonal=0");
        lengthy("eight", "8 neurons and 8 points less 16 neurons: smallest gain of 5 seeds", atLeast(0), "our runs", t -> gain(t, decoupled.id(), relu.id()), "features=8", "orthogonal=8");
        lengthy("sixteen", "16 neurons and 16 points less 32 neurons: smallest gain of 5 seeds", atLeast(0), "our runs", t -> gain(t, decoupled.id(), relu.id()));
        lengthy("points", "32 points less 16 neurons and 16 points: smallest gain of 5 seeds", atLeast(0), "our runs; one dimension", t -> gain(t, points.id(), bound.id()));
        lengthy("enough", "truncation 26, variance 4: 32 neurons less 16 neurons and 16 points: smallest gain of 5 seeds", atLeast(0), "our runs", t -> gain(t, relu.id(), decoupled.id()), "truncation=26", "variance=4");
        opens("Neurons first, then what they miss", "Sixteen neurons leave the band wide; each orthogonal point tightens it.");
        preset("stalled", "Neurons with all their harmonics", "The larger part of its infinite norm a neuron keeps, the less it says.").set("truncation=200", "kind=relu");
        preset("enough", "Enough neurons for their harmonics", "For a smoother process and harmonics up to 26, thirty-two neurons alone beat sixteen with sixteen points.").set("truncation=26", "variance=4", "kind=relu");
        preset("lecture", "Eight and eight", "Half neurons, half points against sixteen of either kind.").set("features=8", "orthogonal=8").pins("kind", "features", "truncation");
        tiny("samples=6 features=2 orthogonal=1 truncation=4");
    }

    private double bound(State s, String k) {
        return s.race.get(k).process.bound();
    }

    private double gain(Trial<State> t, String of, String over) {
        double least = Double.POSITIVE_INFINITY;
        for (int seed = 1; seed <= 5; seed++) {
            Trial<State> r = t.anew(seed).rest();
            least = Math.min(least, r.value(gaugeNamed(of)) - r.value(gaugeNamed(over)));
        }
        return least;
    }

    // ---- kernel and features

    /** a_k. */
    static double kernelCoefficient(int k) {
        double d = (double) k * k - 1;
        return k == 0 ? 4 / (Math.PI * Math.PI) : k == 1 ? 0.5 : k % 2 == 1 ? 0 : 8 / (Math.PI * Math.PI * d * d);
    }

    /** Of max(0, cos t). */
    static double neuronCoefficient(int k) {
        double d = (double) k * k - 1;
        return k == 0 ? 1 / Math.PI : k == 1 ? 0.5 : k % 2 == 1 ? 0 : (k % 4 == 0 ? -2 : 2) / (Math.PI * d);
    }

    private static double zonal(double t) {
        return (Math.sin(t) + (Math.PI - t) * Math.cos(t)) / Math.PI;
    }

    static double kernel(double x, double z, double variance) {
        return variance * Data.length(x) * Data.length(z) * zonal(Math.abs(Data.angle(x) - Data.angle(z)));
    }

    private static double coefficientError() {
        GaussLegendre rule = new GaussLegendre(64);
        double worst = 0;
        for (int k = 0; k <= 20; k++) {
            double sum = 0;
            for (int i = 0; i < rule.size(); i++) {
                double t = Math.PI * rule.node(i);
                sum += (k == 0 ? 1 : 2) * rule.weight(i) * zonal(t) * Math.cos(k * t);
            }
            worst = Math.max(worst, Math.abs(sum - kernelCoefficient(k)));
        }
        return worst;
    }

    /** Directions of neurons fill the half circle evenly however many there are (van der Corput's sequence). */
    private static Variable neuron(int number, int truncation) {
        double[] g = new double[truncation + 1];
        Arrays.setAll(g, SphericalProcess::neuronCoefficient);
        double share = Integer.toUnsignedLong(Integer.reverse(number + 1)) / 0x1p32;
        return new Variable(0, Math.PI * share, g);
    }

    /** 1, cos φ, sin φ, cos 2φ, sin 2φ, cos 4φ, …: the kernel has no other odd ones. */
    private static Variable harmonic(int number) {
        int pair = (number + 1) / 2;
        int k = pair <= 1 ? pair : 2 * (pair - 1);
        double[] g = new double[k + 1];
        g[k] = 1;
        return new Variable(0, number % 2 == 0 && k > 0 ? Math.PI / (2 * k) : 0, g);
    }

    // ---- a variable a step

    @Override
    protected State start(Knobs p, Philox random) {
        int n = p.get(samples);
        double[] x = new double[n];
        double[] e = new double[n];
        random.stream(1).uniforms(0, n, 0, 1, x, 0);
        random.stream(2).normals(0, n, 0, 1, e, 0);
        Arrays.setAll(x, k -> REACH * (2 * x[k] - 1));
        Arrays.sort(x);
        double[] y = new double[n];
        Arrays.setAll(y, k -> Math.sin(2 * x[k]) + 0.5 * Math.cos(4.5 * x[k]) + Math.sqrt(p.get(noise)) * e[k]);
        Data data = new Data(x, y);
        double[][] k = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                k[i][j] = kernel(x[i], x[j], p.get(variance));
            }
        }
        return new State(data, InducingVariables.evidence(k, y, p.get(noise)), Race.of(KINDS, _ -> summary(data, List.of(), 0, p)));
    }

    @Override
    protected State next(State s, Turn t) {
        return new State(s.data, s.evidence, s.race.then((k, before) -> {
            t.ask();
            int number = before.variables.size();
            List<Variable> more = new ArrayList<>(before.variables);
            more.add(switch (k) {
                case "harmonics" -> harmonic(number);
                case "points" -> leastKnown(s.data, before, t.p());
                case "relu" -> neuron(number, t.get(truncation));
                default -> number < t.get(features) ? neuron(number, t.get(truncation)) : leastKnown(s.data, before, t.p());
            });
            return summary(s.data, List.copyOf(more), k.equals("orthogonal") ? Math.min(more.size(), t.get(features)) : more.size(), t.p());
        }));
    }

    /** The value at the sample that the variables say least about: the next pivot of Cholesky's factorisation. */
    private Variable leastKnown(Data data, Summary before, Knobs p) {
        int n = data.x.length;
        double v = p.get(variance);
        // As prediction, without data: only the conditional variance is wanted.
        InducingVariables prior = new InducingVariables(covariance(before.variables, v), new double[before.variables.size()][0], new double[0], new double[0], 1, before.variables.size());
        int at = 0;
        double most = -1;
        for (int j = 0; j < n; j++) {
            double left = prior.conditional(column(before.variables, data.x[j], v), kernel(data.x[j], data.x[j], v));
            at = left > most ? j : at;
            most = Math.max(most, left);
        }
        return new Variable(data.x[at], 0, new double[0]);
    }

    private static double[] column(List<Variable> variables, double place, double variance) {
        return variables.stream().mapToDouble(z -> z.at(place, variance)).toArray();
    }

    private static double[][] covariance(List<Variable> variables, double v) {
        return variables.stream().map(a -> variables.stream().mapToDouble(b -> a.with(b, v)).toArray()).toArray(double[][]::new);
    }

    private Summary summary(Data data, List<Variable> variables, int block, Knobs p) {
        double v = p.get(variance);
        double[][] kzf = variables.stream().map(z -> Arrays.stream(data.x).map(x -> z.at(x, v)).toArray()).toArray(double[][]::new);
        double[] kff = Arrays.stream(data.x).map(x -> kernel(x, x, v)).toArray();
        return new Summary(variables, new InducingVariables(covariance(variables, v), kzf, kff, data.y, p.get(noise), block));
    }

    // ---- what is seen

    @Override
    protected void look(State s, Knobs p, Look to) {
        int n = s.data.x.length;
        Summary shown = s.race.get(p.get(kind));
        double v = p.get(variance);
        List<Variable> all = Arrays.stream(s.data.x).mapToObj(x -> new Variable(x, 0, new double[0])).toList();
        InducingVariables exact = summary(s.data, all, n, p).process;
        double[] x = new double[PLACES];
        double[][] curve = new double[4][PLACES];
        for (int k = 0; k < PLACES; k++) {
            x[k] = REACH * 1.1 * (2.0 * k / (PLACES - 1) - 1);
            double[] f = shown.process.predicted(column(shown.variables, x[k], v), kernel(x[k], x[k], v));
            curve[0][k] = f[0];
            curve[1][k] = f[0] - 2 * Math.sqrt(f[1]);
            curve[2][k] = f[0] + 2 * Math.sqrt(f[1]);
            curve[3][k] = exact.predicted(column(all, x[k], v), kernel(x[k], x[k], v))[0];
        }
        to.series("fit", x, curve[0], curve[1], curve[2]);
        to.series("exact", x, curve[3]);
        to.series("observations", s.data.x, s.data.y);
        double[] data = new double[2 * n];
        double[] lifted = new double[2 * n];
        for (int k = 0; k < n; k++) {
            data[2 * k] = s.data.x[k];
            data[2 * k + 1] = s.data.y[k];
            place(lifted, k, Data.angle(s.data.x[k]), 1);
        }
        to.points("data", 2, data);
        to.points("lifted", 2, lifted, s.data.y);
        List<Variable> drawn = shown.variables.stream().filter(z -> !z.isValue()).toList();
        int count = drawn.size() + 1;
        double[] ridges = new double[2 * PLACES * count];
        int[] offsets = new int[count + 1];
        for (int c = 0; c < count; c++) {
            for (int k = 0; k < PLACES; k++) {
                double phi = 2 * Math.PI * k / (PLACES - 1);
                place(ridges, c * PLACES + k, phi, 1 + (c == 0 ? 0 : 0.35 * drawn.get(c - 1).ridge(phi)));
            }
            offsets[c + 1] = (c + 1) * PLACES;
        }
        to.paths("ridges", 2, ridges, offsets);
        double[] chosen = shown.variables.stream().filter(Variable::isValue).mapToDouble(Variable::x).toArray();
        double[] inside = new double[2 * chosen.length];
        for (int k = 0; k < chosen.length; k++) {
            place(inside, k, Data.angle(chosen[k]), 0.85);
        }
        to.points("chosen", 2, inside);
        int kept = Math.min(24, p.get(truncation));
        double[] edges = new double[kept + 2];
        double[] norms = new double[kept + 1];
        Arrays.setAll(edges, k -> k - 0.5);
        Arrays.setAll(norms, k -> kernelCoefficient(k) == 0 ? 0 : neuronCoefficient(k) * neuronCoefficient(k) / kernelCoefficient(k));
        to.bars("norms", edges, norms);
    }

    private static void place(double[] xy, int k, double phi, double radius) {
        xy[2 * k] = radius * Math.cos(phi);
        xy[2 * k + 1] = radius * Math.sin(phi);
    }
}
