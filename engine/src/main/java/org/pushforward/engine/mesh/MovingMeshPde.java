package org.pushforward.engine.mesh;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.mesh.BurgersTrajectories.Trajectory;
import org.pushforward.engine.mesh.MovingMeshNetwork.Batch;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code pde.mm-pde}: graph networks on a moved and on a uniform mesh learn Burgers' equation in the plane. Trained, a step is one of a rollout from a
 * start that was never seen; fresh, a step is an iteration of both contestants, after the trajectories to learn from were made.
 *
 * @see MovingMeshNetwork
 * @see MeshOperator
 */
public final class MovingMeshPde extends Study<MovingMeshPde.Solved> {

    private static final int CELLS = BurgersTrajectories.CELLS;
    private static final int TIMES = 20;
    private static final int TRAJECTORIES = 24;
    private static final int BATCH = 4;
    private static final int EPOCH = 10;
    private static final int ROLLED_EVERY = 25;
    private static final int START_STREAM = 2;
    private static final int PICK_STREAM = 3;
    private static final int TEST = 1000;
    private static final String FRESH = "fresh";
    private static final String BOTH = "both";
    private static final MovingMeshNetwork NETWORK = new MovingMeshNetwork(CELLS);

    /** Where a rollout stands: both networks, the classical solver with its mesh. */
    record Rollout(double[] moving, double[] uniform, double[] classical, double[] xy, double[] mesh) { }

    /**
     * @param errors relative L2 over the times so far: moving, uniform, classical, persistence
     * @param roundTrip relative error of both interpolations
     */
    record Solved(List<Trajectory> known, Trajectory test, Fit moving, Fit uniform, Rollout at, int time, double[] errors, double roundTrip) { }

    private final Knob<String> weights;
    private final Knob<String> network;
    private final Knob<Integer> horizon;
    private final Knob<Integer> epochs;
    private final Knob<Double> rate;

    public MovingMeshPde() {
        super("pde.mm-pde", "A neural solver on a moving mesh",
                "Two graph networks learn a step of Burgers' equation: one on the uniform mesh, one on a mesh that the data-free mover bends towards steep slopes, joined by learned "
                        + "interpolations. Its rival has the same parts, weights, data and batches, but its second mesh stays uniform. Beside them: elements on moving triangles, and doing nothing. The paper "
                        + "reports gains of the moving mesh; a third-party replication found none over the uniform one, and we find none either: the uniform mesh is a fifth better with the weights that ship. From nothing, in 300 steps with each of three seeds, the error of a rollout is 0.24 ± 0.04 on the moving mesh, 0.22 ± 0.04 on the uniform one, 0.07 ± 0.03 by elements, 0.80 ± 0.23 by doing nothing. The sizes "
                        + "of the paper are hours here: 25² nodes instead of 48², 32 features instead of 128, eight neighbors on the grid instead of 35 nearest; data come from our own finite volumes on 97² nodes.",
                List.of("u_{k+1} = u_k + Itp₂(GNN_b(Itp₁ u_k)) + ResCut(u_k) + GNN_a(u_k)", "u_t + (½u²)_x + (½u²)_y = νΔu"),
                new Citation("P. Hu, Y. Wang, Z.-M. Ma", 2024, "Better Neural PDE Solvers Through Data-Free Mesh Movers", "2312.05583").code("https://github.com/Peiyannn/MM-PDE"),
                new Citation("J. Brandstetter, D. Worrall, M. Welling", 2022, "Message Passing Neural PDE Solvers", "2202.03376"));
        group("Rollout");
        weights = choice("weights", "W", "Weights", List.of("trained", FRESH), "trained", "Those that ship, or new ones that learn while you watch.");
        network = choice("network", "N", "Networks", List.of(BOTH, "moving", "uniform"), BOTH, "Which of the two are trained and rolled out.");
        horizon = whole("horizon", "K", "Horizon", 20, 5, 20, "Steps of a rollout, each 0.03 long.").within(1, TIMES);
        group("Training");
        epochs = whole("epochs", "E", "Epochs", 30, 10, 300, "Each of ten batches of four pairs.").within(1, 100_000).log().when(weights, FRESH);
        rate = real("learning-rate", "η", "Learning rate", 0.003, 1e-4, 0.01, "Of AdamW; falls to zero along half a cosine.").within(1e-8, 1).log().when(weights, FRESH);
        learns(rate);
        lasts(p -> p.is(weights, FRESH) ? TRAJECTORIES + (long) p.get(epochs) * EPOCH : p.get(horizon));
        pace(4);

        Gauge<Solved> moving = gauge("rollout-error", "Moving mesh", "", s -> s.errors[0]).when(s -> s.time > 0);
        Gauge<Solved> uniform = gauge("rollout-error-uniform", "Uniform mesh", "", s -> s.errors[1]).when(s -> s.time > 0);
        Gauge<Solved> classical = gauge("rollout-error-classical", "Elements on a moving mesh", "", s -> s.errors[2]).when(s -> s.time > 0);
        Gauge<Solved> persistence = gauge("rollout-error-persistence", "Persistence", "", s -> s.errors[3]).when(s -> s.time > 0);
        Gauge<Solved> round = gauge("round-trip", "Both interpolations", "", Solved::roundTrip);
        gauge("loss", "Loss, moving", "", s -> s.moving.loss()).when(s -> !Double.isNaN(s.moving.loss()));
        gauge("loss-uniform", "Loss, uniform", "", s -> s.uniform.loss()).when(s -> !Double.isNaN(s.uniform.loss()));
        gauge("parameters", "Weights of each", "", s -> s.moving.theta().length);

        plane("moving", "By the network on the moving mesh", "its own u, step after step").draw(FILL, "u-moving", "u").draw(LINES, "mesh", "mesh");
        plane("truth", "Truth", "finite volumes on a grid four times as fine").draw(FILL, "u-truth", "u");
        history("errors", "Error of the rollout", "relative L2 up to now", moving, uniform, classical, persistence).log();
        plane("uniform", "By the network on the uniform mesh", "as many weights, the same batches").draw(FILL, "u-uniform", "u");
        plane("classical", "By elements on moving triangles", "as many nodes").draw(FILL, "u-classical", "u").draw(LINES, "classical-mesh", "mesh");
        history("loss", "Loss", "mean square of one step", gaugeNamed("loss"), gaugeNamed("loss-uniform")).log();

        atEnd("learned", "error of the rollout over persistence's", gauge("over-persistence", "Error over persistence's", "", s -> s.errors[3] > 0 ? s.errors[0] / s.errors[3] : 1), atMost(1), "u that stays");
        reference("flow", "order of the data's scheme on a smooth start, 24 to 96 cells", within(2, 0.5), "convergence of our own scheme", t -> BurgersTrajectories.order(t.context()));
        reference("mass", "change of ∫u while nothing reaches the sides, over ∫u", atMost(1e-12), "conservation", t -> BurgersTrajectories.massChange(t.context()));
        reference("interpolations", "relative error of both interpolations, trained", atMost(0.1), "u itself", t -> t.steps(1).value(round));
        reference("identity", "relative error of both interpolations on the uniform mesh, untrained", atMost(2e-3), "hats and inverse distances of nodes that are met", MovingMeshPde::identity);
        reference("unseen", "rollout error over persistence's, 4 unseen starts, trained, largest", atMost(0.6), "u that stays", t -> {
            double worst = 0;
            for (int seed = 11; seed < 15; seed++) {
                var run = t.anew(seed, "network=moving").rest();
                worst = Math.max(worst, run.value(moving) / run.value(persistence));
            }
            return worst;
        });
        lengthy("moving-helps", "rollout error of the moving mesh over that of the uniform one, 8 unseen starts, mean", atMost(1.5), "the same network on the uniform mesh; 1.19, so no gain", t -> {
            double sum = 0;
            for (int seed = 11; seed < 19; seed++) {
                var run = t.anew(seed).rest();
                sum += run.value(moving) / run.value(uniform) / 8;
            }
            return sum;
        });
        Shared<double[][]> three = shared(t -> fresh(t, moving, uniform, classical, persistence), "weights=fresh");
        lengthy("fresh-moving", "rollout error over persistence's, moving mesh, 3 seeds from fresh, means", atMost(1), "u that stays; the error is 0.24 ± 0.04", three, e -> mean(e[0]) / mean(e[3]));
        lengthy("fresh-uniform", "rollout error over persistence's, uniform mesh, 3 seeds from fresh, means", atMost(1), "u that stays; the error is 0.22 ± 0.04", three, e -> mean(e[1]) / mean(e[3]));
        lengthy("fresh-classical", "rollout error over persistence's, moving elements, the same 3 starts, means", atMost(1), "u that stays; the error is 0.07 ± 0.03", three, e -> mean(e[2]) / mean(e[3]));
        lengthy("fresh-persistence", "rollout error of persistence, the same 3 starts, mean", within(0.8, 0.05), "our run: 0.94, 0.93 and 0.53, so 0.80 ± 0.23", three, e -> mean(e[3]));
        lengthy("fresh-worst", "largest error of a network over persistence's, each of 3 seeds from fresh", atMost(1), "u that stays", three, MovingMeshPde::worst);
        opens("A front rolled out", "Blobs steepen into fronts; the mesh of the network follows.").pictured(12);
        preset(FRESH, "Both networks learn from nothing", "First the trajectories are made, then both networks learn; every twenty-five steps a rollout.").set("weights=fresh")
                .panes("moving", "errors", "loss", "truth").pictured(30);
        preset("classical", "What a solver does with as many nodes", "Elements on moving triangles know the equation alone; the networks were taught by a grid four times as fine, and still err a little to four times as much.").panes("classical", "moving", "truth", "errors").pictured(18);
        tiny("horizon=2 network=moving", "weights=fresh epochs=1 network=uniform horizon=1");
    }

    /** The errors at the end of three trainings, [contestant][seed]. */
    @SafeVarargs
    private static double[][] fresh(Trial<Solved> t, Gauge<Solved>... errors) {
        double[][] all = new double[errors.length][3];
        for (int seed = 1; seed <= 3; seed++) {
            Trial<Solved> run = t.anew(seed).rest();
            for (int k = 0; k < errors.length; k++) {
                all[k][seed - 1] = run.value(errors[k]);
            }
        }
        return all;
    }

    private static double mean(double[] e) {
        return Arrays.stream(e).average().orElseThrow();
    }

    private static double worst(double[][] e) {
        return IntStream.range(0, 3).mapToDouble(k -> Math.max(e[0][k], e[1][k]) / e[3][k]).max().orElseThrow();
    }

    private static double[][] shipped() {
        double[][] all = new double[2][NETWORK.weights().size()];
        try (InputStream raw = MovingMeshPde.class.getResourceAsStream("moving-mesh-pde.bin"); DataInputStream in = new DataInputStream(new BufferedInputStream(raw))) {
            for (double[] theta : all) {
                for (int k = 0; k < theta.length; k++) {
                    theta[k] = in.readFloat();
                }
            }
            return all;
        } catch (IOException e) {
            throw new IllegalStateException("the weights of pde.mm-pde are damaged", e);
        }
    }

    @Override
    protected Solved start(Knobs p, Philox random) {
        boolean fresh = p.is(weights, FRESH);
        double[][] theta = fresh ? new double[][] {NETWORK.weights().initial(random), NETWORK.weights().initial(random)} : shipped();
        Trajectory test = BurgersTrajectories.start(random.stream(START_STREAM), TEST);
        return new Solved(List.of(), test, Fit.from(NETWORK.weights(), AdamW.ADAM, theta[0]), Fit.from(NETWORK.weights(), AdamW.ADAM, theta[1]), begun(test), 0, new double[4], 0);
    }

    private static Rollout begun(Trajectory test) {
        double[] u = test.u()[0];
        return new Rollout(u, u, u, test.mesh()[0], test.mesh()[0]);
    }

    @Override
    protected Solved next(Solved s, Turn t) {
        Trajectory test = s.test.u().length == 1 ? BurgersTrajectories.trajectory(t.random().stream(START_STREAM), TEST, t.get(horizon), t.context()) : s.test;
        if (!t.p().is(weights, FRESH)) {
            Rollout first = t.step() == 0 ? begunOn(test) : s.at;
            Rollout at = rolled(s.moving, s.uniform, first, t);
            int time = t.step() + 1;
            return new Solved(List.of(), test, s.moving, s.uniform, at, time, together(s.errors, time, at, test), t.step() == 0 ? roundTrip(s.moving, test, t) : s.roundTrip);
        }
        if (t.step() < TRAJECTORIES) {
            List<Trajectory> more = new ArrayList<>(s.known);
            more.add(BurgersTrajectories.trajectory(t.random().stream(START_STREAM), t.step(), TIMES, t.context()));
            return new Solved(List.copyOf(more), test, s.moving, s.uniform, s.at, 0, s.errors, s.roundTrip);
        }
        int iteration = t.step() - TRAJECTORIES;
        double eta = t.get(rate) * 0.5 * (1 + Math.cos(Math.PI * iteration / (EPOCH * t.get(epochs))));
        Fit moving = t.p().is(network, "uniform") ? s.moving : trained(s.moving, s.known, iteration, eta, t.random(), true, t.context().cancel());
        Fit uniform = t.p().is(network, "moving") ? s.uniform : trained(s.uniform, s.known, iteration, eta, t.random(), false, t.context().cancel());
        if (iteration % ROLLED_EVERY != ROLLED_EVERY - 1 && iteration + 1 < EPOCH * t.get(epochs)) {
            return new Solved(s.known, test, moving, uniform, s.at, s.time, s.errors, s.roundTrip);
        }
        double[] errors = new double[4];
        Rollout at = begunOn(test);
        for (int k = 1; k <= t.get(horizon); k++) {
            at = rolled(moving, uniform, at, t);
            errors = together(errors, k, at, test);
        }
        return new Solved(s.known, test, moving, uniform, at, t.get(horizon), errors, roundTrip(moving, test, t));
    }

    private static Rollout begunOn(Trajectory test) {
        return new Rollout(test.u()[0], test.u()[0], BurgersTrajectories.fitted(test), test.mesh()[0], test.mesh()[0]);
    }

    private Rollout rolled(Fit moving, Fit uniform, Rollout r, Turn t) {
        CancelToken cancel = t.context().cancel();
        double[] mesh = BurgersTrajectories.mesh(r.moving, cancel);
        double[] a = t.p().is(network, "uniform") ? r.moving : moving.evaluate(cancel, w -> NETWORK.next(w, new Batch(1, r.moving, mesh)));
        double[] b = t.p().is(network, "moving") ? r.uniform : uniform.evaluate(cancel, w -> NETWORK.next(w, new Batch(1, r.uniform, BurgersTrajectories.nodes())));
        MovingElements elements = new MovingElements(BurgersTrajectories.plane(), FrontProblem.still(BurgersTrajectories.NU));
        double[] to = BurgersTrajectories.mesh(BurgersTrajectories.onGrid(elements, r.classical, r.xy), cancel);
        double[] c = elements.next(r.classical, r.xy, to, 0, BurgersTrajectories.INTERVAL, t.context());
        return new Rollout(a, b, c, to, mesh);
    }

    /** Mean over the times so far of the relative errors, the one at the latest time included. */
    private static double[] together(double[] before, int time, Rollout r, Trajectory test) {
        double[] truth = test.u()[time];
        double[] grid = BurgersTrajectories.onGrid(new MovingElements(BurgersTrajectories.plane(), FrontProblem.still(BurgersTrajectories.NU)), r.classical, r.xy);
        double[] now = {relative(r.moving, truth), relative(r.uniform, truth), relative(grid, truth), relative(test.u()[0], truth)};
        Arrays.setAll(now, k -> (before[k] * (time - 1) + now[k]) / time);
        return now;
    }

    private static double relative(double[] a, double[] b) {
        double d = 0;
        double s = 0;
        for (int k = 0; k < a.length; k++) {
            d += (a[k] - b[k]) * (a[k] - b[k]);
            s += b[k] * b[k];
        }
        return Math.sqrt(d / s);
    }

    private static double roundTrip(Fit fit, Trajectory test, Turn t) {
        int last = test.u().length - 1;
        return relative(fit.evaluate(t.context().cancel(), w -> NETWORK.roundTrip(w, new Batch(1, test.u()[last], test.mesh()[last]))), test.u()[last]);
    }

    /** On one step of four pairs of neighbors in time, and on the round trip of the interpolations. */
    private static Fit trained(Fit fit, List<Trajectory> known, int iteration, double eta, Philox random, boolean isMoving, CancelToken cancel) {
        double[] z = new double[2 * BATCH];
        random.stream(PICK_STREAM).uniforms(iteration, 1, 0, z.length, z, 0);
        int n = (CELLS + 1) * (CELLS + 1);
        double[] u = new double[BATCH * n];
        double[] goal = new double[BATCH * n];
        double[] mesh = new double[2 * BATCH * n];
        for (int b = 0; b < BATCH; b++) {
            Trajectory one = known.get(Math.min(known.size() - 1, (int) (z[2 * b] * known.size())));
            int k = Math.min(TIMES - 1, (int) (z[2 * b + 1] * TIMES));
            System.arraycopy(one.u()[k], 0, u, b * n, n);
            System.arraycopy(one.u()[k + 1], 0, goal, b * n, n);
            System.arraycopy(isMoving ? one.mesh()[k] : BurgersTrajectories.nodes(), 0, mesh, 2 * b * n, 2 * n);
        }
        Batch batch = new Batch(BATCH, u, mesh);
        return fit.step(cancel, eta, w -> {
            Value off = NETWORK.next(w, batch).minus(w.tape().of(goal, goal.length)).square().mean();
            return off.times(1e3).plus(NETWORK.roundTrip(w, batch).minus(w.tape().of(u, u.length)).square().mean().times(100));
        });
    }

    /** The weights that ship, moving and uniform: iterations on 24 trajectories, learning rate 0.003 along half a cosine, seed 1. */
    public static double[][] bake(int all, StepContext context) {
        Philox random = new Philox(1);
        List<Trajectory> known = new ArrayList<>();
        for (int k = 0; k < TRAJECTORIES; k++) {
            known.add(BurgersTrajectories.trajectory(random.stream(START_STREAM), k, TIMES, context));
        }
        double[][] theta = new double[2][];
        for (int c = 0; c < 2; c++) {
            Fit fit = Fit.start(NETWORK.weights(), AdamW.ADAM, random);
            for (int k = 0; k < all; k++) {
                fit = trained(fit, known, k, 0.003 * 0.5 * (1 + Math.cos(Math.PI * k / all)), random, c == 0, context.cancel());
            }
            theta[c] = fit.theta();
        }
        return theta;
    }

    private static double identity(Trial<Solved> t) {
        Fit fit = Fit.start(NETWORK.weights(), AdamW.ADAM, new Philox(1));
        double[] u = t.state().test.u()[0];
        return relative(fit.evaluate(t.context().cancel(), w -> NETWORK.roundTrip(w, new Batch(1, u, BurgersTrajectories.nodes()))), u);
    }

    @Override
    protected void look(Solved s, Knobs p, Look to) {
        int n = CELLS + 1;
        // Values belong to nodes: half a cell beyond the square on every side.
        Rect around = new Rect(-0.5 / CELLS, -0.5 / CELLS, 1 + 0.5 / CELLS, 1 + 0.5 / CELLS);
        to.field("u-moving", n, n, around, s.at.moving);
        to.field("u-uniform", n, n, around, s.at.uniform);
        to.field("u-truth", n, n, around, s.test.u()[Math.min(s.time, s.test.u().length - 1)]);
        to.field("u-classical", n, n, around, s.time == 0 ? s.test.u()[0] : BurgersTrajectories.onGrid(new MovingElements(BurgersTrajectories.plane(), FrontProblem.still(BurgersTrajectories.NU)), s.at.classical, s.at.xy));
        to.mesh("mesh", CELLS, CELLS, s.at.mesh);
        to.mesh("classical-mesh", CELLS, CELLS, s.at.xy);
    }
}
