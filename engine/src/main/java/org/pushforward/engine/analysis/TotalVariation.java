package org.pushforward.engine.analysis;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.SURFACE;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.geometry.P1Elements;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code analysis.dtv-fem}: pictures on triangles are freed of noise by their discrete total variation. One step is ten primal–dual iterations
 * (Chambolle & Pock 2011, algorithms 1 and 2).
 */
public final class TotalVariation extends Study<TotalVariation.State> {

    private static final String DISC = "disc";
    private static final String SALT = "salt";
    private static final String INPAINT = "inpaint";
    private static final int EACH = 10;
    private static final int STEPS = 240;
    private static final double RADIUS = 0.5;

    /**
     * The problem: nodes or, for cells, triangles carry the unknowns, and differences between them the dual field.
     *
     * @param f given picture, {@code truth} the clean one, {@code known} where f counts
     */
    record Problem(PictureSpace space, double[] f, double[] truth, double[] known, double[] smooth, double beta, boolean isL1) { }

    /** @param before u of the iteration before, extrapolated; {@code tau} the present primal step */
    record State(Problem problem, double[] u, double[] before, double[] p, double tau, double sigma, double gap) { }

    private final Knob<String> task;
    private final Knob<String> scheme;
    private final Knob<String> mesh;
    private final Knob<Integer> cells;
    private final Knob<Double> beta;
    private final Knob<Double> noise;

    public TotalVariation() {
        super("analysis.dtv-fem", "Total variation on triangles", "Noise is taken out of a picture by making its total variation small: edges stay, wiggles go. On triangles with linear elements the gradient is constant on "
                + "each, the dual field too, and algorithms from grids of pixels carry over word for word. A disc shrinks in contrast to a known height; smoothing by gradients squared, beside "
                + "it and with its best weight, blurs the edges. Salt and pepper need absolute differences to the data. Constants on triangles look simpler and are not: their "
                + "perimeters follow the mesh, and a disc keeps the wrong height. The paper's Raviart–Thomas duals of higher degree are not shown.",
                List.of("min β Σ |T| |∇u_T| + ½ Σ m_v (u_v − f_v)²", "p ← Π_{|p| ≤ β}(p + σ∇ū),  u ← (u − τ(∇*p − f))/(1 + τ)", "disc: u = 1 − 2β/R inside"),
                new Citation("M. Herrmann, R. Herzog, S. Schmidt, J. Vidal-Núñez, G. Wachsmuth", 2019, "Discrete Total Variation with Finite Elements and Applications to Imaging", "1804.07477"));
        pace(20);
        group("Picture");
        task = choice("task", "f", "Task", List.of("denoise", DISC, SALT, INPAINT), "denoise", "A phantom with noise, a clean disc, a phantom with salt and pepper, or one with a hole.");
        noise = real("noise", "σ", "Noise", 0.1, 0, 0.4, "Deviation of the noise, or share of pixels that are salt or pepper.").within(0, 1);
        beta = real("beta", "β", "Weight", 0.004, 0.0005, 0.3, "Of the total variation.").within(1e-6, 10).log().but(0.05, task, DISC).but(0.03, task, SALT).but(0.002, task, INPAINT);
        group("Mesh");
        scheme = choice("scheme", "V", "Elements", List.of("cg1", "dg0"), "cg1", "Linear on triangles and continuous, or constant on triangles with jumps over edges.");
        mesh = choice("mesh", "T", "Triangles", List.of("crossed", "alike"), "crossed", "Diagonals that alternate, or all alike.");
        cells = whole("cells", "n", "Cells a side", 64, 16, 128, "Each is two triangles.").within(4, 200).log();
        lasts(_ -> STEPS);

        var inner = gauge("inner", "Height inside", "", s -> mean(s, true));
        var outer = gauge("outer", "Height outside", "", s -> mean(s, false));
        var gap = gauge("gap", "Gap", "", s -> s.gap);
        var psnr = gauge("psnr", "PSNR", "dB", s -> psnr(s.problem, s.u));
        var noisy = gauge("psnr-noisy", "PSNR of the noisy picture", "dB", s -> psnr(s.problem, s.problem.f));
        var smooth = gauge("psnr-h1", "PSNR by squared gradients", "dB", s -> psnr(s.problem, s.problem.smooth));

        plane("picture", "Total variation", "so far").draw(FILL, "picture", "u").alike("picture", "given", "smoothed");
        plane("given", "Given", "what is to be cleaned").draw(FILL, "given", "f").alike("picture", "given", "smoothed");
        plane("smoothed", "Squared gradients", "with their best weight").draw(FILL, "smoothed", "u").alike("picture", "given", "smoothed");
        history("quality", "Quality", "PSNR in dB", psnr, noisy, smooth);
        plot("cut", "Along the middle", "y = 0").draw(CURVE, "cut-given", "given").draw(CURVE, "cut-smooth", "squared gradients").draw(CURVE, "cut", "total variation").draw(CURVE, "cut-truth", "clean");
        history("gap", "Gap between primal and dual", "relative", gap).log();
        plane("dual", "Dual field", "size over β: 1 where there is an edge").draw(FILL, "dual", "|p|/β");
        space("relief", "Relief", "height is u").draw(SURFACE, "relief", "u").stretched();

        atEnd("gap", "gap, of least squares", gap, atMost(0.02), "primal less dual over the data's square; 0 at the solution");
        reference("inner", "disc, β = .05: height inside over 1 − 2β/R, less 1", within(0, 0.02), "closed form .8", t -> t.rest().value(inner) / 0.8 - 1, "task=disc");
        reference("outer", "disc: height outside over β 2πR/|Ω∖D|, less 1", within(0, 0.02), "closed form .0489", t -> t.rest().value(outer) / (0.05 * 2 * Math.PI * RADIUS / (4 - Math.PI * RADIUS * RADIUS)) - 1,
                "task=disc");
        reference("relative-gap", "denoise, 600 iterations: relative gap", atMost(1e-3), "our run; 4e-4 in an independent run", t -> t.steps(60).value(gap));
        reference("gain", "σ = .1: PSNR gained, dB", atLeast(8), "our run; 10.0 in an independent run", t -> t.rest().value(psnr) - t.value(noisy));
        reference("h1", "σ = .1: PSNR over that of squared gradients, dB", atLeast(4), "our run; 5.9 in an independent run", t -> t.rest().value(psnr) - t.value(smooth));
        reference("constants", "disc, constants on triangles that are all alike: height inside, away from .8", atLeast(0.02), "our run: perimeters follow the mesh", t -> Math.abs(t.rest().value(inner) - 0.8), "task=disc",
                "scheme=dg0", "mesh=alike");
        reference("adjoint", "⟨∇u, p⟩ over ⟨u, ∇*p⟩, less 1", atMost(1e-12), "closed form", TotalVariation::adjoint);
        opens("A phantom comes clean", "Edges stay where they are while the noise goes.").pictured(60);
        preset("disc", "A disc loses height", "Inside one less two β over R, to two percent.").set("task=disc").panes("picture", "cut", "dual", "gap").pictured(100);
        preset("salt", "Salt and pepper", "A quarter of the pixels is wrong; absolute differences do not mind.").set("task=salt", "noise=0.25").panes("picture", "given", "quality", "cut").pictured(120);
        preset("inpaint", "A hole is filled", "Edges are drawn on as straight as they can be.").set("task=inpaint", "noise=0").panes("picture", "given", "cut", "dual").pictured(200);
        preset("constants", "The mesh shows", "Constants on triangles: level lines keep to the diagonals.").set("task=disc", "scheme=dg0", "mesh=alike").panes("picture", "cut", "dual", "gap").pictured(100);
        tiny("cells=8", "cells=6 task=salt", "cells=6 task=inpaint scheme=dg0", "cells=6 task=disc mesh=alike");
    }

    @Override
    protected State start(Knobs p, Philox random) {
        int n = p.get(cells);
        double[] xy = P1Elements.squareNodes(n);
        int[] triangles = P1Elements.square(n, p.get(mesh).equals("crossed"));
        PictureSpace space = p.get(scheme).equals("cg1") ? PictureSpace.linear(xy, triangles) : PictureSpace.constant(xy, triangles);
        double[] truth = new double[space.size()];
        Arrays.setAll(truth, k -> p.get(task).equals(DISC) ? space.mean(k, (x, y) -> x * x + y * y < RADIUS * RADIUS ? 1 : 0) : space.mean(k, TotalVariation::phantom));
        double[] f = truth.clone();
        double[] known = new double[f.length];
        Arrays.fill(known, 1);
        double[] z = new double[f.length];
        double[] u = new double[2 * f.length];
        random.stream(1).normals(0, 1, 0, z.length, z, 0);
        random.stream(2).uniforms(0, 1, 0, u.length, u, 0);
        for (int k = 0; k < f.length; k++) {
            switch (p.get(task)) {
                case "denoise" -> f[k] += p.get(noise) * z[k];
                case SALT -> f[k] = u[2 * k] < p.get(noise) ? Math.round(u[2 * k + 1]) : f[k];
                case INPAINT -> {
                    boolean isHole = Math.hypot(space.x(k) - 0.05, space.y(k) + 0.1) < 0.33;
                    known[k] = isHole ? 0 : 1;
                    f[k] = isHole ? 0 : f[k] + p.get(noise) * z[k];
                }
                default -> { }
            }
        }
        Problem problem = new Problem(space, f, truth, known, smoothed(space, f, truth), p.get(beta), p.get(task).equals(SALT));
        double step = 1 / space.norm();
        return judged(new State(problem, f.clone(), f.clone(), new double[space.dual()], step, step, 0));
    }

    /** A disc, a square that is turned and a star, on grey. */
    static double phantom(double x, double y) {
        if (Math.hypot(x + 0.4, y - 0.35) < 0.38) {
            return 1;
        }
        double a = (x - 0.45) * Math.cos(0.5) + (y - 0.4) * Math.sin(0.5);
        double b = (y - 0.4) * Math.cos(0.5) - (x - 0.45) * Math.sin(0.5);
        if (Math.max(Math.abs(a), Math.abs(b)) < 0.27) {
            return 0.75;
        }
        double angle = Math.atan2(y + 0.45, x - 0.05);
        return Math.hypot(x - 0.05, y + 0.45) < 0.28 + 0.13 * Math.cos(5 * angle) ? 0.1 : 0.4;
    }

    /** (M + w K) u = M f by conjugate gradients, under the one of some weights that comes nearest to the clean picture. */
    private static double[] smoothed(PictureSpace space, double[] f, double[] truth) {
        double[] best = f;
        for (double w = 0.0002; w < 0.02; w *= 1.8) {
            double[] u = space.smoothed(f, w);
            best = distance(space, u, truth) < distance(space, best, truth) ? u : best;
        }
        return best;
    }

    private static double distance(PictureSpace s, double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += s.mass(k) * (a[k] - b[k]) * (a[k] - b[k]);
        }
        return sum;
    }

    @Override
    protected State next(State s, Turn t) {
        PictureSpace space = s.problem.space;
        double[] u = s.u.clone();
        double[] bar = s.before.clone();
        double[] p = s.p.clone();
        double[] g = new double[p.length];
        double[] back = new double[u.length];
        double tau = s.tau;
        double sigma = s.sigma;
        // Where all data count by squares the problem is strongly convex and steps can be sped up.
        boolean isFast = !s.problem.isL1 && Arrays.stream(s.problem.known).allMatch(k -> k == 1);
        for (int k = 0; k < EACH; k++) {
            t.ask();
            space.gradient(bar, g);
            for (int i = 0; i < p.length; i++) {
                p[i] += sigma * g[i];
            }
            space.project(p, s.problem.beta);
            space.adjoint(p, back);
            double theta = isFast ? 1 / Math.sqrt(1 + 2 * tau) : 1;
            for (int v = 0; v < u.length; v++) {
                double before = u[v];
                u[v] = data(s.problem, v, u[v] - tau * back[v], tau);
                bar[v] = u[v] + theta * (u[v] - before);
            }
            tau *= theta;
            sigma /= theta;
        }
        return judged(new State(s.problem, u, bar, p, tau, sigma, 0));
    }

    /** What is nearest to {@code v} and to the data. */
    private static double data(Problem q, int at, double v, double tau) {
        double w = tau * q.known[at];
        if (!q.isL1) {
            return (v + w * q.f[at]) / (1 + w);
        }
        double d = v - q.f[at];
        return q.f[at] + Math.signum(d) * Math.max(0, Math.abs(d) - w);
    }

    /** With primal less dual, over ½‖f‖²; only least squares on all data have a dual that is always finite. */
    private static State judged(State s) {
        Problem q = s.problem;
        if (q.isL1 || Arrays.stream(q.known).anyMatch(k -> k != 1)) {
            return s;
        }
        double[] g = new double[s.p.length];
        double[] back = new double[s.u.length];
        q.space.gradient(s.u, g);
        q.space.adjoint(s.p, back);
        double off = 0;
        double dual = 0;
        double data = 0;
        for (int v = 0; v < back.length; v++) {
            double m = q.space.mass(v);
            off += 0.5 * m * (s.u[v] - q.f[v]) * (s.u[v] - q.f[v]);
            dual += 0.5 * m * (q.f[v] * q.f[v] - (q.f[v] - back[v]) * (q.f[v] - back[v]));
            data += 0.5 * m * q.f[v] * q.f[v];
        }
        return new State(q, s.u, s.before, s.p, s.tau, s.sigma, Math.max(0, (q.beta * q.space.variation(g) + off - dual) / data));
    }

    private static double mean(State s, boolean isInside) {
        PictureSpace v = s.problem.space;
        double sum = 0;
        double all = 0;
        for (int k = 0; k < s.u.length; k++) {
            double r = Math.hypot(v.x(k), v.y(k));
            // Away from the edge, whose nodes belong to both.
            if (isInside ? r < 0.85 * RADIUS : r > 1.25 * RADIUS) {
                sum += v.mass(k) * s.u[k];
                all += v.mass(k);
            }
        }
        return all == 0 ? 0 : sum / all;
    }

    private static double psnr(Problem q, double[] u) {
        double mse = distance(q.space, u, q.truth) / 4;
        return Math.min(99, -10 * Math.log10(Math.max(mse, 1e-10)));
    }

    private static double adjoint(Trial<State> t) {
        PictureSpace s = t.state().problem.space;
        double[] u = t.state().problem.f;
        double[] p = new double[s.dual()];
        new Philox(9).normals(0, 1, 0, p.length, p, 0);
        double[] g = new double[p.length];
        double[] back = new double[u.length];
        s.gradient(u, g);
        s.adjoint(p, back);
        double left = s.dualProduct(g, p);
        double right = IntStream.range(0, u.length).mapToDouble(v -> s.mass(v) * u[v] * back[v]).sum();
        return Math.abs(left / right - 1);
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        PictureSpace v = s.problem.space;
        layer("picture", s.u, v, to);
        layer("given", s.problem.f, v, to);
        layer("smoothed", s.problem.smooth, v, to);
        to.triangles("dual", 2, v.xy(), v.triangles(), List.of(), List.of(new Layer.Field("size", "|p|/β", "", v.sizes(s.p, s.problem.beta))));
        if (v.isLinear()) {
            double[] xyz = new double[3 * s.u.length];
            for (int k = 0; k < s.u.length; k++) {
                double[] place = {v.x(k), v.y(k), s.u[k]};
                System.arraycopy(place, 0, xyz, 3 * k, 3);
            }
            to.triangles("relief", 3, xyz, v.triangles(), List.of(new Layer.Field("u", "u", "", s.u)), List.of());
        }
        int[] middle = v.middle();
        double[] x = Arrays.stream(middle).mapToDouble(v::x).toArray();
        to.series("cut", x, Arrays.stream(middle).mapToDouble(k -> s.u[k]).toArray());
        to.series("cut-given", x, Arrays.stream(middle).mapToDouble(k -> s.problem.f[k]).toArray());
        to.series("cut-smooth", x, Arrays.stream(middle).mapToDouble(k -> s.problem.smooth[k]).toArray());
        to.series("cut-truth", x, Arrays.stream(middle).mapToDouble(k -> s.problem.truth[k]).toArray());
    }

    private static void layer(String id, double[] u, PictureSpace v, Look to) {
        Layer.Field f = new Layer.Field("u", id.equals("given") ? "f" : "u", "", u);
        to.triangles(id, 2, v.xy(), v.triangles(), v.isLinear() ? List.of(f) : List.of(), v.isLinear() ? List.of() : List.of(f));
    }
}
