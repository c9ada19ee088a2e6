package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.TUBES;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Quaternions;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code networks.reverse-qnn}: a quaternion network multiplies its inputs by weights from the left, w ⊗ q + b; the reverse one from the right,
 * q ⊗ w + b (Yamauchi, Nitta & Ohnishi 2024, arXiv:2411.05816). Each quaternion is four numbers, the activation is tanh of each. Both, and a real
 * network with as many weights, see a line through the origin of the plane and where a turn by θ puts it.
 */
public final class ReverseQuaternions extends Study<ReverseQuaternions.State> {

    private static final List<String> NETS = List.of("quaternion", "reverse", "real");
    /** Points of the line, and of the figures. */
    private static final int LINE = 21;
    private static final int RING = 96;
    private static final double LEARNT = 1e-4;

    /** Where a network puts the figure in the plane and the tilted circle, n × 4, and its latest error on the line. */
    record Sight(double[] figure, double[] ring, double loss) { }

    /** @param learnt iterations until the error on the line was small, or 0 */
    record Runner(QuaternionNet net, Fit fit, Sight sight, int learnt) { }

    record State(Race<Runner> race) { }

    private final Knob<Double> angle;
    private final Knob<Double> tilt;
    private final Knob<Integer> hidden;
    private final Training training;

    public ReverseQuaternions() {
        super("networks.reverse-qnn", "Weights from the other side",
                "Quaternions do not commute, so a network may multiply by its weights from the left or from the right. Both are shown one line and where a turn puts it. Both then turn "
                        + "the whole plane, which a real network with as many weights does not. Off the plane they are equally wrong, since a turn of space needs a factor on each side, "
                        + "but their real parts are opposite: two representations of one turn. Conjugating data and weights makes one network the other, so that they learn equally fast "
                        + "is a symmetry. Here the output layer is linear; the paper's solids are not shown.",
                List.of("y = Σ w ⊗ x + b, reverse: y = Σ x ⊗ w + b", "w = cos θ ± k sin θ turns the plane", "k ↦ k cos θ ∓ sin θ, an error of 2 sin(θ/2)"),
                new Citation("S. Yamauchi, T. Nitta, T. Ohnishi", 2024, "Learning Characteristics of Reverse Quaternion Neural Network", "2411.05816"));
        group("Turn");
        angle = real("angle", "θ", "Angle", 60, 0, 180, "By which the line is turned about the z axis.").within(-360, 360).unit("°").live();
        tilt = real("tilt", "τ", "Tilt", 0.3, 0, 1, "Height of the circle that is judged, z = τ cos u; no height is trained on.").within(0, 10).live();
        group("Networks");
        hidden = whole("hidden", "H", "Hidden quaternions", 6, 1, 16, "Of both quaternion networks.").within(1, 64);
        group("Training");
        training = training(real("learning-rate", "η", "Learning rate", 1e-2, 1e-4, 1e-1, "Of Adam, falling to zero on half a cosine.").within(1e-8, 10).log().live(),
                whole("iterations", "N", "Iterations", 800, 100, 4000, "After which the training is finished.").within(1, 100_000).log(),
                whole("iterations-per-step", "k", "Iterations a step", 8, 1, 100, "Iterations between two pictures.").within(1, 10_000).log());
        pace(25);

        var plane = gauge("plane-error", "Plane, quaternion", "", (s, p) -> planeError(s, p, "quaternion"));
        var planeReverse = gauge("plane-error-reverse", "Plane, reverse", "", (s, p) -> planeError(s, p, "reverse"));
        var planeReal = gauge("plane-error-real", "Plane, real", "", (s, p) -> planeError(s, p, "real"));
        var tilted = gauge("tilted-error", "Tilted circle, quaternion", "", (s, p) -> tiltedError(s, p, "quaternion"));
        var tiltedReverse = gauge("tilted-error-reverse", "Tilted circle, reverse", "", (s, p) -> tiltedError(s, p, "reverse"));
        var exact = gauge("tilted-error-exact", "Of exact factors", "", (_, p) -> 2 * Math.abs(Math.sin(0.5 * theta(p))) * p.get(tilt) * Math.sqrt(0.5));
        var correlation = gauge("real-part-correlation", "Correlation of real parts", "", ReverseQuaternions::correlation);
        gauge("steps", "Iterations to 10⁻⁴, quaternion", "", s -> s.race.get("quaternion").learnt).when(s -> s.race.get("quaternion").learnt > 0);
        gauge("steps-reverse", "Iterations to 10⁻⁴, reverse", "", s -> s.race.get("reverse").learnt).when(s -> s.race.get("reverse").learnt > 0);
        var losses = gauges("loss", "Error on the line", "", NETS, (s, n) -> s.race.get(n).sight.loss);
        var mirror = gauge("mirror-error", "Reverse net of conjugates less conjugate", "", this::mirrorError);

        space("left", "Weights from the left", "tilted circle, turned by the network; color: real part of the output").draw(TUBES, "truth", "turned exactly").draw(TUBES, "trained", "trained on")
                .draw(POINTS, "left", "real part").alike("left", "right");
        space("right", "Weights from the right", "the same circle, by the reverse network").draw(TUBES, "truth").draw(TUBES, "trained").draw(POINTS, "right", "real part").alike("left", "right");
        plane("plane", "The plane from one line", "dots: turned exactly").draw(POINTS, "leaf", "turned exactly").draw(LINES, "leaf-left", "quaternion")
                .draw(LINES, "leaf-right", "reverse").draw(LINES, "leaf-real", "real").draw(LINES, "line", "trained on, turned");
        plot("real", "Real parts around the circle", "a turn has none").draw(CURVE, "real-left", "quaternion", "", "u").draw(CURVE, "real-right", "reverse", "", "u")
                .draw(CURVE, "real-exact", "−z sin θ", "", "u");
        history("errors", "Error in the plane", "root mean square over the leaf", plane, planeReverse, planeReal).log();
        history("tilted", "Error off the plane", "root mean square over the tilted circle", tilted, tiltedReverse, exact);
        history("line", "Error on the line", "mean square, what is trained on", losses).log();

        always("mirror", "reverse network of conjugates less the conjugate", mirror, atMost(1e-12), "identity: (w ⊗ q)* = q* ⊗ w*, tanh is odd");
        formula("product", "Hamilton's product: units, associativity, norms, conjugates", atMost(1e-15), "closed form", ReverseQuaternions::productError);
        formula("off-plane", "factor cos θ + k sin θ on k: error less 2 sin(θ/2)", atMost(1e-15), "closed form", ReverseQuaternions::factorError);
        Shared<double[]> runs = shared(t -> {
            double[] worst = new double[7];
            worst[2] = Double.POSITIVE_INFINITY;
            for (int seed = 1; seed <= 5; seed++) {
                Trial<State> r = t.anew(seed).rest();
                worst[0] = Math.max(worst[0], r.value(plane));
                worst[1] = Math.max(worst[1], r.value(planeReverse));
                worst[2] = Math.min(worst[2], r.value(planeReal));
                worst[3] = Math.max(worst[3], Math.abs(r.value(tilted) / r.value(exact) - 1));
                worst[4] = Math.max(worst[4], Math.abs(r.value(tiltedReverse) / r.value(exact) - 1));
                worst[5] = Math.max(worst[5], r.value(correlation) + 1);
                worst[6] = Math.max(worst[6], speedGap(r.state()));
            }
            return worst;
        });
        lengthy("plane", "plane from a line: larger error of the two", atMost(0.02), "our runs, worst of 5 seeds", runs, r -> Math.max(r[0], r[1]));
        lengthy("real", "plane from a line: error of the real network", atLeast(0.1), "our runs, best of 5 seeds", runs, r -> r[2]);
        lengthy("tilted", "tilted circle: error over 2 sin(θ/2) rms(z), off 1", atMost(0.05), "closed form; worst of both and 5 seeds", runs, r -> Math.max(r[3], r[4]));
        lengthy("opposite", "correlation of real parts, above −1", atMost(0.02), "closed form: ∓z sin θ; worst of 5 seeds", runs, r -> r[5]);
        lengthy("speed", "iterations to 10⁻⁴: |log₂| of the ratio", atMost(1), "our runs, worst of 5 seeds", runs, r -> r[6]);
        opens("One turn, two representations", "The same circle from both sides: same places, opposite real parts.").panes("left", "right", "plane", "real");
        preset("off-plane", "Half a turn, far off the plane", "Both fail by twice the height.").set("angle=180", "tilt=0.8").panes("left", "right", "tilted");
        preset("lecture", "A plane from a line", "Two algebras know the plane after one line; real weights do not.").set("tilt=0").panes("plane", "errors", "line")
                .pins("angle", "hidden", "learning-rate");
        tiny("hidden=2 iterations=4 iterations-per-step=2");
    }

    private double theta(Knobs p) {
        return Math.toRadians(p.get(angle));
    }

    // ---- figures: rows 0, x, y, z

    private static double[] line() {
        double[] q = new double[4 * LINE];
        for (int k = 0; k < LINE; k++) {
            q[4 * k + 1] = 2.0 * k / (LINE - 1) - 1;
        }
        return q;
    }

    private static double[] leaf() {
        double[] q = new double[4 * RING];
        for (int k = 0; k < RING; k++) {
            double u = 2 * Math.PI * k / RING;
            double r = 0.65 + 0.2 * Math.cos(3 * u) + 0.15 * Math.cos(u);
            q[4 * k + 1] = r * Math.cos(u);
            q[4 * k + 2] = r * Math.sin(u);
        }
        return q;
    }

    private static double[] ring(double tilt) {
        double[] q = new double[4 * RING];
        for (int k = 0; k < RING; k++) {
            double u = 2 * Math.PI * k / RING;
            q[4 * k + 1] = Math.cos(u);
            q[4 * k + 2] = Math.sin(u);
            q[4 * k + 3] = tilt * Math.cos(u);
        }
        return q;
    }

    private static double[] turned(double[] q, double theta) {
        double[] r = q.clone();
        for (int k = 0; k < q.length; k += 4) {
            r[k + 1] = Math.cos(theta) * q[k + 1] - Math.sin(theta) * q[k + 2];
            r[k + 2] = Math.sin(theta) * q[k + 1] + Math.cos(theta) * q[k + 2];
        }
        return r;
    }

    // ---- training

    @Override
    protected State start(Knobs p, Philox random) {
        CancelToken cancel = CancelToken.current();
        return new State(Race.of(NETS, way -> {
            QuaternionNet net = QuaternionNet.of(way, p.get(hidden));
            Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, random).precise();
            return new Runner(net, fit, sight(net, fit, p, cancel), 0);
        }));
    }

    @Override
    protected State changed(State s, Knobs before, Knobs now) {
        CancelToken cancel = CancelToken.current();
        return new State(s.race.then((_, r) -> new Runner(r.net, r.fit, sight(r.net, r.fit, now, cancel), r.learnt)));
    }

    @Override
    protected State next(State s, Turn t) {
        double[] x = line();
        double[] y = turned(x, theta(t.p()));
        CancelToken cancel = t.context().cancel();
        return new State(s.race.then((_, r) -> {
            Fit fit = r.fit;
            int learnt = r.learnt;
            for (Training.Draw d : training.draws(t)) {
                fit = fit.step(cancel, training.rate(t.p(), d.iteration(), 1), w -> loss(r.net, w, x, y));
                learnt = learnt == 0 && fit.evaluate(cancel, w -> loss(r.net, w, x, y))[0] <= LEARNT ? d.iteration() + 1 : learnt;
            }
            return new Runner(r.net, fit, sight(r.net, fit, t.p(), cancel), learnt);
        }));
    }

    /** Mean square distance; the line is its own mirror image, so both orders have the same problem. */
    private static Value loss(QuaternionNet net, Theta w, double[] x, double[] y) {
        return net.apply(w, w.tape().of(x, LINE, 4)).minus(w.tape().of(y, LINE, 4)).square().sum(1).mean();
    }

    private Sight sight(QuaternionNet net, Fit fit, Knobs p, CancelToken cancel) {
        double[] x = line();
        double[] y = turned(x, theta(p));
        return new Sight(output(net, fit, fit.theta(), leaf(), cancel), output(net, fit, fit.theta(), ring(p.get(tilt)), cancel),
                fit.evaluate(cancel, w -> loss(net, w, x, y))[0]);
    }

    private static double[] output(QuaternionNet net, Fit fit, double[] theta, double[] q, CancelToken cancel) {
        return fit.evaluate(cancel, theta, w -> net.apply(w, w.tape().of(q, q.length / 4, 4)));
    }

    // ---- what is measured

    private double planeError(State s, Knobs p, String net) {
        return distance(s.race.get(net).sight.figure, turned(leaf(), theta(p)));
    }

    private double tiltedError(State s, Knobs p, String net) {
        return distance(s.race.get(net).sight.ring, turned(ring(p.get(tilt)), theta(p)));
    }

    /** Root of the mean square distance of quaternions. */
    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return Math.sqrt(4 * sum / a.length);
    }

    /** Of the real parts of both networks around the tilted circle; 0 when one of them has none. */
    private static double correlation(State s) {
        double[] a = component(s.race.get("quaternion").sight.ring, 0);
        double[] b = component(s.race.get("reverse").sight.ring, 0);
        double meanA = Arrays.stream(a).average().orElse(0);
        double meanB = Arrays.stream(b).average().orElse(0);
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int k = 0; k < a.length; k++) {
            ab += (a[k] - meanA) * (b[k] - meanB);
            aa += (a[k] - meanA) * (a[k] - meanA);
            bb += (b[k] - meanB) * (b[k] - meanB);
        }
        return aa * bb < 1e-24 ? 0 : ab / Math.sqrt(aa * bb);
    }

    /** The quaternion network conjugated, against the reverse network with conjugate weights on conjugate inputs; relative. */
    private double mirrorError(State s, Knobs p) {
        Runner r = s.race.get("quaternion");
        double[] q = ring(p.get(tilt));
        double[] mirrored = output(QuaternionNet.of("reverse", p.get(hidden)), r.fit, conjugates(r.fit.theta()), conjugates(q), CancelToken.current());
        double[] expected = conjugates(r.sight.ring);
        return distance(mirrored, expected) / (1 + distance(expected, new double[expected.length]));
    }

    /** |log₂| of the ratio of iterations; infinite when one has not learnt the line. */
    private static double speedGap(State s) {
        return Math.abs(Math.log((double) s.race.get("quaternion").learnt / s.race.get("reverse").learnt)) / Math.log(2);
    }

    private static double[] conjugates(double[] q) {
        double[] c = new double[q.length];
        Arrays.setAll(c, k -> k % 4 == 0 ? q[k] : -q[k]);
        return c;
    }

    private static double productError() {
        double[] p = {0.5, -0.25, 0.75, 0.125};
        double[] q = {-0.375, 0.5, 0.25, -0.625};
        double[] r = {0.25, 0.875, -0.5, 0.75};
        double[] ij = Quaternions.product(new double[] {0, 1, 0, 0}, new double[] {0, 0, 1, 0});
        double units = distance(ij, new double[] {0, 0, 0, 1});
        double order = distance(Quaternions.product(Quaternions.product(p, q), r), Quaternions.product(p, Quaternions.product(q, r)));
        double conjugate = distance(Quaternions.conjugate(Quaternions.product(p, q)), Quaternions.product(Quaternions.conjugate(q), Quaternions.conjugate(p)));
        double[] zero = new double[4];
        double norm = Math.abs(distance(Quaternions.product(p, q), zero) - distance(p, zero) * distance(q, zero));
        return Math.max(Math.max(units, order), Math.max(conjugate, norm));
    }

    private static double factorError() {
        double worst = 0;
        double[] k = {0, 0, 0, 1};
        for (double theta = 0; theta <= Math.PI; theta += 0.1) {
            double[] w = {Math.cos(theta), 0, 0, Math.sin(theta)};
            worst = Math.max(worst, Math.abs(distance(Quaternions.product(w, k), k) - 2 * Math.sin(0.5 * theta)));
        }
        return worst;
    }

    // ---- what is seen

    @Override
    protected void look(State s, Knobs p, Look to) {
        double[] truth = turned(ring(p.get(tilt)), theta(p));
        double[] turnedLine = turned(line(), theta(p));
        to.paths("truth", 3, closed(parts(truth, 3), 3), new int[] {0, RING + 1});
        to.paths("trained", 3, parts(turnedLine, 3), new int[] {0, LINE});
        double[] left = s.race.get("quaternion").sight.ring;
        double[] right = s.race.get("reverse").sight.ring;
        to.points("left", 3, parts(left, 3), component(left, 0));
        to.points("right", 3, parts(right, 3), component(right, 0));
        to.points("leaf", 2, parts(turned(leaf(), theta(p)), 2));
        to.path("line", parts(turnedLine, 2));
        to.path("leaf-left", closed(parts(s.race.get("quaternion").sight.figure, 2), 2));
        to.path("leaf-right", closed(parts(s.race.get("reverse").sight.figure, 2), 2));
        to.path("leaf-real", closed(parts(s.race.get("real").sight.figure, 2), 2));
        double[] u = new double[RING];
        double[] exact = new double[RING];
        Arrays.setAll(u, k -> 2 * Math.PI * k / RING);
        Arrays.setAll(exact, k -> -p.get(tilt) * Math.cos(u[k]) * Math.sin(theta(p)));
        to.series("real-left", u, component(left, 0));
        to.series("real-right", u, component(right, 0));
        to.series("real-exact", u, exact);
    }

    private static double[] component(double[] q, int c) {
        double[] v = new double[q.length / 4];
        Arrays.setAll(v, k -> q[4 * k + c]);
        return v;
    }

    /** x, y and, in three dimensions, z. */
    private static double[] parts(double[] q, int dimension) {
        double[] v = new double[q.length / 4 * dimension];
        Arrays.setAll(v, k -> q[4 * (k / dimension) + 1 + k % dimension]);
        return v;
    }

    private static double[] closed(double[] points, int dimension) {
        double[] c = Arrays.copyOf(points, points.length + dimension);
        System.arraycopy(points, 0, c, points.length, dimension);
        return c;
    }
}
