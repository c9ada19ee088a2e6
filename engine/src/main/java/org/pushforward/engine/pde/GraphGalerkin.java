package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.LevenbergMarquardt;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.JetPerceptron;
import org.pushforward.engine.learn.layer.JetPerceptron.Jet;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code pde.gcn-galerkin}: a network on the graph of a mesh learns the unknowns of finite elements from their equations (Gao, Zahr & Wang 2022), by energy or by residual, beside
 * a perceptron that learns the differential equation at points.
 */
public final class GraphGalerkin extends Study<GraphGalerkin.Solving> {

    private static final String ENERGY = "energy";
    private static final String RESIDUAL = "residual";
    private static final String PINN = "pinn";
    /** Iterations at points that take the time of one of a network on the graph. */
    private static final int EQUAL = 2;
    private static final int HIDDEN = 32;
    private static final double TRUE_MODULUS = 2.5;
    private static final double GAMMA = 10;
    private static final double RELAXED = 0.02;
    private static final int SWEEPS = 10;
    private static final double PENALTY = 100;
    private static final int SENSORS = 1;

    /** @param modulus as it is thought to be, of the network that learns by energy */
    record Solving(GalerkinProblem problem, double[] exact, double truth, int[] sensors, GraphSolution graph, Race<Fit> fits, Race<double[]> fields, double modulus) {

        double error(String c) {
            return problem.distance(fields.get(c), exact);
        }

        /** Of the networks on the graph. */
        double boundaryError() {
            double most = 0;
            for (String c : List.of(ENERGY, RESIDUAL)) {
                for (int k = 0; k < exact.length; k++) {
                    most = Math.max(most, graph.isHeld()[k] ? Math.abs(fields.get(c)[k] - graph.given()[k]) : 0);
                }
            }
            return most;
        }

        boolean has(String c) {
            return fields.has(c);
        }

        boolean isPlate() {
            return problem.each() == 2;
        }
    }

    private final Knob<String> problem;
    private final Knob<String> loss;
    private final Knob<Integer> mesh;
    private final Knob<Integer> sensors;
    private final Knob<Integer> layers;
    private final Knob<Integer> width;
    private final Knob<Integer> order;
    private final Knob<String> optimizer;
    private final Training training;

    public GraphGalerkin() {
        super("pde.gcn-galerkin", "Finite elements found by a network on their mesh", "A network on the graph of a mesh maps coordinates of nodes to the unknowns of linear finite elements, and learns from their equations K u = F alone. "
                + "Boundary values and sensors are overwritten, so they hold exactly. The paper lessens the squared residual, whose condition is that of K squared; with the same steps the energy, whose residual is measured by K⁻¹, is lower by far, which is ours to add. "
                + "Levenberg's and Marquardt's method lessens the residual steadily, at a Jacobian a step. With sensors the modulus is unknown: it is read off by the principle of virtual work as training goes on, here to some percent. "
                + "A perceptron that learns −Δu = 1 at the nodes with a penalty at the boundary is beside it, for problems with one unknown a node. A direct solve of these meshes takes milliseconds; "
                + "the paper's elements are of higher order, and its fluids are not shown.",
                List.of("H ← tanh(Σ_k T_k(L̃) H W_k + b)", "E(u) = ½ uᵀKu − Fᵀu,  E(u) − min E = ½ RᵀK⁻¹R", "R = K u − F", "κ = Fᵀv/vᵀKu, v the smoothed u"),
                new Citation("H. Gao, M. J. Zahr, J.-X. Wang", 2022, "Physics-informed graph neural Galerkin networks: A unified framework for solving PDE-governed forward and inverse problems", "2107.12146"),
                new Citation("M. Defferrard, X. Bresson, P. Vandergheynst", 2016, "Convolutional Neural Networks on Graphs with Fast Localized Spectral Filtering", "1606.09375"));
        group("Problem");
        problem = choice("problem", "P", "Problem", List.of("poisson", "elasticity", "nonlinear"), "poisson", "−Δu = 1 on an L; a plate with a hole that is pulled; −Δu + 10 u³ = 10 on the L.");
        mesh = whole("mesh", "n", "Mesh", 16, 4, 16, "Cells on half a side of the L, or layers about the hole.").within(2, 20).but(10, problem, "elasticity");
        sensors = whole("sensors", "s", "Sensors", 0, 0, 40, "Nodes where the solution is known; with them the modulus is not.").within(0, 200);
        group("Network");
        loss = choice("loss", "J", "Loss shown", List.of(ENERGY, RESIDUAL), ENERGY, "Whose solution is drawn large and given out; both are trained.").live();
        layers = whole("layers", "ℓ", "Layers", 3, 1, 4, "Graph convolutions.").within(1, 6);
        width = whole("width", "w", "Width", 16, 4, 24, "Channels of a node.").within(1, 48);
        order = whole("order", "K", "Order", 5, 2, 10, "Chebyshev polynomials of a convolution: a node sees K − 1 edges far.").within(1, 16);
        optimizer = choice("optimizer", "O", "Of the residual", List.of("adam", "levenberg-marquardt"), "adam", "By which the residual is lessened; the second takes a sweep a node, so take a small mesh.");
        training = training(real("learning-rate", "η", "Learning rate", 1e-2, 1e-4, 1e-1, "Of Adam, at first.").within(1e-8, 1).log().live(),
                whole("iterations", "N", "Iterations", 1000, 100, 4000, "After which the training is finished.").within(1, 100_000).log(),
                whole("iterations-per-step", "k", "Iterations a step", 1, 1, 20, "Iterations between two pictures.").within(1, 1000).log());
        refuse(p -> p.is(optimizer, "levenberg-marquardt") && p.get(mesh) > 8, p -> "mesh: a Jacobian of " + p.get(mesh) + " cells on half a side takes a minute a step; take at most 8, or Adam");
        pace(20);
        var energy = gauge("error-energy", "by energy", "", s -> s.error(ENERGY));
        var residual = gauge("error-residual", "by residual", "", s -> s.error(RESIDUAL));
        var pinn = gauge("error-pinn", "perceptron at points", "", s -> s.error(PINN)).when(s -> s.has(PINN));
        gauge("error", "Error of what is shown", "", (s, p) -> s.error(p.get(loss)));
        var boundary = gauge("boundary-error", "Largest error where values are given", "", Solving::boundaryError);
        var modulus = gauge("modulus", "Modulus as found", "", Solving::modulus).when(s -> s.sensors.length > 0);
        gauge("modulus-true", "Modulus", "", Solving::truth).when(s -> s.sensors.length > 0);
        var above = gauge("energy-above", "by energy", "", s -> above(s, ENERGY));
        var aboveResidual = gauge("energy-above-residual", "by residual", "", s -> above(s, RESIDUAL));
        var norm = gauge("residual", "by residual", "", s -> norm(s, RESIDUAL));
        var normEnergy = gauge("residual-energy", "by energy", "", s -> norm(s, ENERGY));

        multiples("fields", "Solutions", "of finite elements, and as networks learn it; of the plate its displacement").draw(FILL, "exact", "direct solve").draw(FILL, "by-energy", "by energy").draw(FILL, "by-residual", "by residual").draw(FILL, "by-points", "perceptron at points").alike("exact", "by-energy", "by-residual", "by-points");
        history("error", "Error", "relative to the direct solve", energy, residual, pinn).log();
        plane("solution", "On the mesh", "as learned; pins are sensors").draw(FILL, "solution", "u").draw(POINTS, "pins", "sensors");
        history("above", "Energy above its minimum", "½ RᵀK⁻¹R, relative", above, aboveResidual).log();
        history("norm", "Residual", "Euclidean norm over that of the load", norm, normEnergy).log();
        history("modulus", "The modulus", "found by virtual work, and true", modulus, gaugeNamed("modulus-true"));
        plane("difference", "Where it errs", "as learned less direct solve").draw(FILL, "difference", "difference");
        always("given", "largest error where values are given", boundary, within(0, 0), "they are overwritten");
        references();
        var three = shared(t -> t.means(3, energy, residual, pinn));
        lengthy("energy", "L: error by energy", atMost(0.06), "our runs, mean of 3 seeds", three, r -> r[0]);
        lengthy("residual", "L: error by energy over that by residual", atMost(0.2), "our runs, mean of 3 seeds", three, r -> r[0] / r[1]);
        lengthy("points", "L: error by energy over that at points", atMost(0.76), "our runs, mean of 3 seeds", three, r -> r[0] / r[2]);
        lengthy("modulus", "sensors: error of the modulus", atMost(0.08), "our runs, largest of 3 seeds", t -> IntStream.rangeClosed(1, 3)
                .mapToDouble(seed -> Math.abs(t.anew(seed).rest().value(modulus) / TRUE_MODULUS - 1)).max().orElseThrow(), "sensors=20");
        opens("Out of its equations", "Nobody shows it a solution: the field emerges on the mesh while the energy sinks.").pins("problem", "width", "order").pictured(60);
        preset("modulus", "Twenty sensors and a modulus", "Values at pins are exact, and the modulus that nobody told comes near 2.5.").set("sensors=20").pins("sensors", "problem").panes("solution", "modulus", "error", "fields").pictured(100);
        preset("residual", "The squared residual is slow", "What the paper lessens, with Adam: after as many steps it has hardly begun.").set("loss=residual").pins("loss", "learning-rate").panes("fields", "error", "norm", "above").pictured(100);
        preset("damped", "A Jacobian a step", "Levenberg and Marquardt bring the residual down at every step; mesh and network are small, since each step takes a sweep a node.").set("optimizer=levenberg-marquardt", "mesh=5", "width=8", "iterations=60").panes("fields", "norm", "error", "above").pictured(12);
        preset("lecture", "A plate with a hole", "Held at the left, pulled at the right: the same network with two unknowns a node.").set("problem=elasticity").pins("mesh", "order").panes("solution", "error", "difference", "above").pictured(100);
        tiny("mesh=2 width=2 order=2 layers=1 iterations=3", "problem=elasticity mesh=2 width=2 order=2 iterations=3", "problem=nonlinear mesh=2 width=2 order=3 layers=1 iterations=3", "sensors=2 mesh=3 width=2 order=2 iterations=3", "optimizer=levenberg-marquardt mesh=2 width=2 order=2 layers=1 iterations=3");
    }

    private void references() {
        formula("identity", "energy above its minimum over ½ RᵀK⁻¹R, less 1", within(0, 1e-10), "identity", () -> {
            GalerkinProblem q = GalerkinProblem.poisson(6, 0);
            double[] u = new double[q.size()];
            Arrays.setAll(u, i -> q.isHeld()[i] ? 0 : Math.sin(3.0 * i));
            double[] r = q.residual(u, 1, q.isHeld());
            double half = 0.5 * Vectors.dot(r, q.preconditioned(r, u, 1, q.isHeld()));
            return (q.energy(u, 1) - q.energy(q.solve(1, q.isHeld(), new double[q.size()]), 1)) / half - 1;
        });
        formula("direct", "least energy over nodal values, without a network, less the direct solve", atMost(1e-10), "closed form K⁻¹F", () -> {
            GalerkinProblem q = GalerkinProblem.poisson(8, 0);
            return q.distance(q.descended(400), q.solve(1, q.isHeld(), new double[q.size()]));
        });
        reference("falls", "largest residual of a step over that before, Levenberg–Marquardt", atMost(1), "a step is taken only if it lessens the loss; our runs", GraphGalerkin::steepest, "optimizer=levenberg-marquardt", "mesh=3", "width=4", "order=3", "layers=2", "iterations=12");
    }

    private static double steepest(Trial<Solving> t) {
        double before = norm(t.state(), RESIDUAL);
        double most = 0;
        for (int k = 0; k < 12; k++) {
            double now = norm(t.step().state(), RESIDUAL);
            most = Math.max(most, now / before);
            before = now;
        }
        return most;
    }

    private static double above(Solving s, String c) {
        double least = s.problem.energy(s.exact, s.truth);
        return Math.max(1e-16, (s.problem.energy(s.fields.get(c), s.truth) - least) / Math.abs(least));
    }

    private static double norm(Solving s, String c) {
        double[] r = s.problem.residual(s.fields.get(c), s.truth, s.graph.isHeld());
        return Math.sqrt(Vectors.dot(r, r) / Vectors.dot(s.problem.load(), s.problem.load()));
    }

    @Override
    protected Solving start(Knobs p, Philox random) {
        GalerkinProblem q = p.is(problem, "elasticity") ? GalerkinProblem.plate(p.get(mesh)) : GalerkinProblem.poisson(p.get(mesh), p.is(problem, "nonlinear") ? GAMMA : 0);
        boolean isInverse = p.get(sensors) > 0;
        double truth = isInverse ? TRUE_MODULUS : 1;
        double[] exact = q.solve(truth, q.isHeld(), new double[q.size()]);
        int[] free = IntStream.range(0, q.size() / q.each()).filter(v -> !q.isHeld()[v * q.each()]).toArray();
        double[] u = new double[free.length];
        random.stream(SENSORS).uniforms(0, free.length, 0, 1, u, 0);
        int[] pins = IntStream.range(0, free.length).boxed().sorted((a, b) -> Double.compare(u[a], u[b])).limit(p.get(sensors)).mapToInt(k -> free[k]).toArray();
        boolean[] held = q.isHeld().clone();
        double[] given = new double[q.size()];
        for (int v : pins) {
            for (int c = 0; c < q.each(); c++) {
                held[v * q.each() + c] = true;
                given[v * q.each() + c] = exact[v * q.each() + c];
            }
        }
        GraphSolution graph = GraphSolution.of(q, p.get(layers), p.get(width), p.get(order), held, given);
        List<String> names = q.each() == 2 || isInverse ? List.of(ENERGY, RESIDUAL) : List.of(ENERGY, RESIDUAL, PINN);
        boolean isDamped = p.is(optimizer, "levenberg-marquardt");
        Race<Fit> fits = Race.of(names, c -> c.equals(PINN) ? Fit.start(Weights.of(perceptron()), AdamW.ADAM, random.stream(11))
                : start(Weights.of(graph), c.equals(RESIDUAL) && isDamped, random.stream(10)));
        return judged(new Solving(q, exact, truth, pins, graph, fits, null, 1), CancelToken.current());
    }

    private static Fit start(Weights weights, boolean isDamped, Philox random) {
        return isDamped ? Fit.start(weights, new LevenbergMarquardt(1e-3), random).precise() : Fit.start(weights, AdamW.ADAM, random);
    }

    static JetPerceptron perceptron() {
        return JetPerceptron.of("u", 2, HIDDEN, HIDDEN, 1);
    }

    private static Solving judged(Solving s, CancelToken cancel) {
        Race<double[]> fields = s.fits.then((c, fit) -> fit.evaluate(cancel, w -> c.equals(PINN) ? perceptron().apply(w, w.tape().of(s.problem.xy(), s.problem.size(), 2)) : s.graph.unknowns(w)))
                .then((c, u) -> c.equals(PINN) ? u : s.graph.overwritten(u));
        return new Solving(s.problem, s.exact, s.truth, s.sensors, s.graph, s.fits, fields, s.modulus);
    }

    @Override
    protected Solving next(Solving s, Turn t) {
        Solving now = s;
        for (Training.Draw draw : training.draws(t)) {
            Solving at = now;
            double rate = training.rate(t.p(), draw.iteration(), 20);
            CancelToken cancel = t.context().cancel();
            Race<Fit> fits = at.fits.then((c, fit) -> switch (c) {
                case ENERGY -> fit.step(cancel, rate, w -> at.graph.energy(w, at.modulus));
                case RESIDUAL -> t.p().is(optimizer, "levenberg-marquardt") ? at.graph.dampedStep(fit, at.modulus, cancel) : fit.step(cancel, rate, w -> at.graph.residuals(w, at.modulus).square().mean());
                default -> {
                    Fit f = fit;
                    for (int k = 0; k < EQUAL; k++) {
                        f = f.step(cancel, rate, w -> atPoints(at.problem, w));
                    }
                    yield f;
                }
            });
            now = read(judged(new Solving(at.problem, at.exact, at.truth, at.sensors, at.graph, fits, at.fields, at.modulus), cancel));
        }
        return now;
    }

    /**
     * A part of the way to the modulus of the principle of virtual work, κ vᵀKu + γ Σ m u³v = Fᵀv, with the smoothed solution as the displacement v: with the solution itself
     * what is rough in it would count as stiffness.
     */
    static Solving read(Solving s) {
        if (s.sensors.length == 0) {
            return s;
        }
        GalerkinProblem q = s.problem;
        double[] u = s.fields.get(ENERGY);
        double[] v = q.smoothed(u, SWEEPS);
        double work = Vectors.dot(q.load(), v) - q.gamma() * IntStream.range(0, u.length).mapToDouble(k -> q.mass()[k] * Math.pow(u[k], 3) * v[k]).sum();
        double next = s.modulus + RELAXED * (Math.clamp(work / Vectors.dot(v, q.stretched(u)), 0.1, 10) - s.modulus);
        return new Solving(q, s.exact, s.truth, s.sensors, s.graph, s.fits, s.fields, next);
    }

    /** Mean square of Δu − γu³ + f at inner nodes, and of u at those of the boundary. */
    static Value atPoints(GalerkinProblem q, Theta w) {
        int n = q.size();
        Value x = w.tape().of(IntStream.range(0, n).mapToDouble(v -> q.xy()[2 * v]).toArray(), n, 1);
        Value y = w.tape().of(IntStream.range(0, n).mapToDouble(v -> q.xy()[2 * v + 1]).toArray(), n, 1);
        Value zero = x.times(0);
        Value one = zero.plus(1);
        Value none = Value.cat(1, zero, zero);
        Value at = Value.cat(1, x, y);
        Jet byX = perceptron().apply(w, new Jet(at, Value.cat(1, one, zero), Value.cat(1, zero, one), none));
        Jet byY = perceptron().apply(w, new Jet(at, Value.cat(1, zero, one), Value.cat(1, one, zero), none));
        double force = q.load()[0] / q.mass()[0];
        double[] inner = new double[n];
        Arrays.setAll(inner, k -> q.isHeld()[k] ? 0 : 1);
        Value r = byX.aa().plus(byY.aa()).minus(byX.f().power(3).times(q.gamma())).plus(force).times(w.tape().of(inner, n, 1));
        Value edge = byX.f().times(w.tape().of(Arrays.stream(inner).map(v -> 1 - v).toArray(), n, 1));
        return r.square().mean().plus(edge.square().mean().times(PENALTY));
    }

    @Override
    protected void look(Solving s, Knobs p, Look to) {
        to.as("direct solve").triangles("exact", 2, moved(s, s.exact), s.problem.triangles(), List.of(field(s, s.exact)), List.of());
        to.triangles("by-energy", 2, moved(s, s.fields.get(ENERGY)), s.problem.triangles(), List.of(field(s, s.fields.get(ENERGY))), List.of());
        to.triangles("by-residual", 2, moved(s, s.fields.get(RESIDUAL)), s.problem.triangles(), List.of(field(s, s.fields.get(RESIDUAL))), List.of());
        if (s.has(PINN)) {
            to.triangles("by-points", 2, s.problem.xy(), s.problem.triangles(), List.of(field(s, s.fields.get(PINN))), List.of());
        }
        double[] u = s.fields.get(p.get(loss));
        to.triangles("solution", 2, moved(s, u), s.problem.triangles(), List.of(field(s, u)), List.of());
        double[] off = new double[u.length];
        Arrays.setAll(off, k -> u[k] - s.exact[k]);
        to.triangles("difference", 2, s.problem.xy(), s.problem.triangles(), List.of(field(s, off)), List.of());
        double[] at = moved(s, u);
        to.points("pins", 2, Arrays.stream(s.sensors).flatMap(v -> IntStream.of(2 * v, 2 * v + 1)).mapToDouble(k -> at[k]).toArray());
    }

    private static double[] moved(Solving s, double[] u) {
        double[] at = s.problem.xy().clone();
        Arrays.setAll(at, k -> at[k] + (s.isPlate() ? u[k] : 0));
        return at;
    }

    private static Layer.Field field(Solving s, double[] u) {
        return new Layer.Field("u", "u", "", s.isPlate() ? IntStream.range(0, u.length / 2).mapToDouble(v -> Math.hypot(u[2 * v], u[2 * v + 1])).toArray() : u);
    }
}
