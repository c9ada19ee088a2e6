package org.pushforward.views.raster;

import static org.pushforward.engine.api.Pane.Style.ARROWS;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.PROJECTION;
import static org.pushforward.engine.api.Pane.Style.SURFACE;
import static org.pushforward.engine.api.Pane.Style.TUBES;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.GraphLayout;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/** Shows every type of layer; a step turns things a little. */
public final class LayerShow extends Study<Double> {

    public LayerShow() {
        super("test.layers", "Layers", "Every type of layer.", List.of());
        lasts(_ -> 100);
        plane("triangles", "Triangles in the plane", "temperature on nodes").draw(FILL, "disc", "disc");
        plane("wireframe", "Wireframe", "stress on cells").field(CELLS, "disc", "stress");
        plane("two", "Field behind points", "two quantities").draw(FILL, "density", "density").draw(LINES, "ways", "ways")
                .draw(POINTS, "cloud", "error", "m");
        plane("graph", "Graph", "force layout").draw(LINES, "graph", "degree");
        plane("layered", "Graph in layers", "with names").draw(LINES, "network", "activity");
        plane("map", "Globe in degrees", "temperature").draw(FILL, "earth", "temperature", "°C");
        plot("band", "Band", "σ̂ about x̂, log abscissa").draw(CURVE, "band", "mean", "", "n").logX();
        plot("bars", "Named bars", "two methods").draw(BARS, "ours", "ours", "s").draw(BARS, "theirs", "theirs", "s");
        words("words", "Table and text", "weights of attention").draw(WORDS, "table", "results").draw(WORDS, "text", "attention");
        space("surface", "Surface", "height").draw(SURFACE, "density");
        space("spheres", "Points in space", "colored by speed").draw(POINTS, "balls", "speed", "m/s");
        space("torus", "Lit mesh", "field on nodes").draw(SURFACE, "torus", "curvature");
        space("cube", "Lit mesh", "cells, sharp edges").field(CELLS, "cube", "side");
        space("iso", "Isosurface", "marching cubes").isosurface("volume", "density", "", 0.4);
        multiples("multiples", "Small multiples", "one range").draw(FILL, "m0", "t = 0").draw(FILL, "m1", "t = 1").draw(FILL, "m2", "t = 2")
                .draw(FILL, "m3", "t = 3").draw(FILL, "m4", "t = 4").draw(FILL, "m5", "t = 5");
        plane("projection", "Projection", "greatest values along z").draw(PROJECTION, "volume");
        plane("slice", "Slice", "at z = 0.35").level(FILL, "volume", 0.35);
        plane("stream", "Streamlines", "of vortices and saddles").draw(LINES, "flow", "velocity", "m/s");
        plane("streams", "Streamlines", "on a field").draw(FILL, "density").draw(LINES, "flow");
        space("tubes", "Tubes", "trajectories of the Lorenz system").draw(TUBES, "lorenz", "trajectories").axes("x₁", "x₂", "x₃");
        space("globe", "Globe", "temperature").draw(FILL, "earth");
        space("time", "Space–time tubes", "a motion of the plane, upwards, in a box").draw(TUBES, "turning", "number").draw(LINES, "box", "box").stretched().axes("x", "y", "t");
        space("arrows", "Arrows", "in space and on the floor").draw(ARROWS, "spin", "spin").draw(ARROWS, "flow").draw(LINES, "box");
        layer("cube", "cube", "", "");
    }

    @Override
    protected Double start(Knobs p, Philox random) {
        return 0.0;
    }

    @Override
    protected Double next(Double s, Turn t) {
        return s + 0.1;
    }

    @Override
    protected void look(Double s, Knobs p, Look to) {
        java.util.Random random = new java.util.Random(3);
        disc(to);
        to.field("density", 60, 60, new Rect(-2, -2, 2, 2), Scenes.field(60, 60, new Rect(-2, -2, 2, 2),
                (x, y) -> Math.exp(-2 * (x - Math.cos(s)) * (x - Math.cos(s)) - 2 * y * y)).values());
        double[] cloud = random.doubles(800, -1, 1).map(v -> 1.8 * v * v * v).toArray();
        to.points("cloud", 2, cloud, Arrays.stream(cloud).limit(400).map(Math::abs).toArray());
        to.path("ways", IntStream.range(0, 200).mapToDouble(k -> k % 2 == 0 ? 0.01 * k * Math.cos(0.1 * k) : 0.01 * k * Math.sin(0.1 * k)).toArray());
        Rect domain = new Rect(-2, -2, 2, 2);
        to.vectors("flow", 40, 40, domain, Scenes.field(40, 40, domain, (x, y) -> -Math.sin(1.5 * y)).values(),
                Scenes.field(40, 40, domain, (x, y) -> Math.sin(1.5 * x)).values());
        for (int k = 0; k < 6; k++) {
            double width = 1 + k;
            to.field("m" + k, 30, 30, domain, Scenes.field(30, 30, domain, (x, y) -> Math.exp(-(x * x + y * y) / width) / width).values());
        }
        graphs(to);
        plots(to);
        words(to);
        double[] xyz = random.doubles(3 * 900, -1, 1).toArray();
        double[] speed = IntStream.range(0, 900).mapToDouble(k -> Math.hypot(xyz[3 * k], xyz[3 * k + 1])).toArray();
        to.points("balls", 3, xyz, IntStream.range(0, 900).mapToDouble(k -> 0.02 + 0.05 * k / 900).toArray(), new Layer.Field("speed", "speed", "m/s", speed));
        solids(to);
        to.sphere("earth", 72, 36, new Layer.Field("t", "temperature", "°C", IntStream.range(0, 72 * 36).mapToDouble(k ->
                30 * Math.cos(Math.toRadians(5 * (k % 36) - 87.5)) + 8 * Math.sin(Math.toRadians(15.0 * (k / 36)))).toArray()));
    }

    private static void disc(Look to) {
        int rings = 12;
        int around = 36;
        double[] xy = new double[2 * (rings * around + 1)];
        int[] t = new int[3 * around * (2 * rings - 1)];
        int k = 0;
        for (int a = 0; a < around; a++) {
            int next = (a + 1) % around;
            for (int r = 0; r < rings; r++) {
                int node = 1 + r * around + a;
                xy[2 * node] = (r + 1.0) / rings * Math.cos(2 * Math.PI * (a + 0.5 * r) / around);
                xy[2 * node + 1] = 0.7 * (r + 1.0) / rings * Math.sin(2 * Math.PI * (a + 0.5 * r) / around);
                int inner = r == 0 ? 0 : node - around;
                int innerNext = r == 0 ? 0 : 1 + (r - 1) * around + next;
                int[] corners = r == 0 ? new int[] {0, node, 1 + next} : new int[] {inner, node, innerNext, innerNext, node, 1 + r * around + next};
                System.arraycopy(corners, 0, t, k, corners.length);
                k += corners.length;
            }
        }
        double[] heat = IntStream.range(0, xy.length / 2).mapToDouble(n -> Math.exp(-3 * Math.hypot(xy[2 * n] - 0.3, xy[2 * n + 1]))).toArray();
        double[] stress = IntStream.range(0, t.length / 3).mapToDouble(c -> Math.sin(0.3 * c)).toArray();
        to.triangles("disc", 2, xy, t, List.of(new Layer.Field("heat", "temperature", "K", heat)), List.of(new Layer.Field("stress", "stress", "Pa", stress)));
    }

    private static void graphs(Look to) {
        int n = 40;
        int[] edges = IntStream.range(1, n).flatMap(k -> IntStream.of(k, (k - 1) / 2)).toArray();
        double[] degree = new double[n];
        IntStream.of(edges).forEach(e -> degree[e]++);
        to.graph("graph", GraphLayout.force(n, edges), edges, List.of(new Layer.Field("degree", "degree", "", degree)),
                List.of(new Layer.Field("flow", "flow", "", IntStream.range(1, n).mapToDouble(k -> n - k).toArray())), List.of());
        int[] net = {0, 3, 0, 4, 1, 3, 1, 4, 1, 5, 2, 5, 3, 6, 4, 6, 5, 6, 5, 7};
        to.graph("network", GraphLayout.layered(8, net), net, List.of(new Layer.Field("a", "activity", "", new double[] {0, 1, 2, 3, 4, 5, 6, 7})),
                List.of(), List.of("x₁", "x₂", "x₃", "σ̂", "tanh", "relu", "ŷ", "loss"));
    }

    private static void plots(Look to) {
        double[] x = IntStream.rangeClosed(1, 60).mapToDouble(k -> Math.pow(10, k / 15.0)).toArray();
        double[] y = Arrays.stream(x).map(v -> Math.sin(Math.log(v)) + 2).toArray();
        to.series("band", x, y, IntStream.range(0, 60).mapToDouble(k -> y[k] - 1 / Math.sqrt(1 + k)).toArray(),
                IntStream.range(0, 60).mapToDouble(k -> y[k] + 1 / Math.sqrt(1 + k)).toArray());
        List<String> names = List.of("Euler", "Heun", "DPM++", "UniPC", "PNDM");
        to.bars("ours", names, new double[] {3, 2.2, 1.1, 0.9, 1.4});
        to.bars("theirs", names, new double[] {3.1, 2.5, 1.2, -0.2, 1.9});
    }

    private static void words(Look to) {
        to.table("table", new Layer.Column.Words("method", "method", List.of("Euler", "Heun", "DPM-Solver++ (2M)", "UniPC")),
                new Layer.Column.Numbers("error", "error", "m", new double[] {0.1, 0.0123456, 1.5e-7, 3e-9}),
                new Layer.Column.Numbers("nfe", "evaluations", "", new double[] {50, 99, 20, 20}));
        List<String> tokens = List.of("The", "measure", "is", "pushed", "forward", "by", "the", "map", ",", "and", "mass", "is", "kept", ".", "\n",
                "Nothing", "is", "lost", "on", "the", "way", ".");
        to.text("text", tokens, IntStream.range(0, tokens.size()).mapToDouble(k -> Math.abs(Math.sin(k))).toArray());
    }

    private static void solids(Look to) {
        int n = 60;
        int m = 30;
        double[] xyz = new double[3 * n * m];
        double[] curvature = new double[n * m];
        int[] t = new int[6 * n * m];
        for (int i = 0, k = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                double u = 2 * Math.PI * i / n;
                double v = 2 * Math.PI * j / m;
                int a = i * m + j;
                xyz[3 * a] = (1 + 0.4 * Math.cos(v)) * Math.cos(u);
                xyz[3 * a + 1] = (1 + 0.4 * Math.cos(v)) * Math.sin(u);
                xyz[3 * a + 2] = 0.4 * Math.sin(v);
                curvature[a] = Math.cos(v) / (0.4 * (1 + 0.4 * Math.cos(v)));
                int b = (i + 1) % n * m + j;
                int next = (j + 1) % m - j;
                for (int corner : new int[] {a, b, b + next, a, b + next, a + next}) {
                    t[k++] = corner;
                }
            }
        }
        to.triangles("torus", 3, xyz, t, List.of(new Layer.Field("k", "Gaussian curvature", "1/m²", curvature)), List.of());
        double[] cube = IntStream.range(0, 24).mapToDouble(k -> k / 3 >> k % 3 & 1).toArray();
        int[] sides = {0, 1, 3, 0, 3, 2, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 3, 7, 2, 7, 6, 0, 2, 6, 0, 6, 4, 1, 3, 7, 1, 7, 5};
        to.triangles("cube", 3, cube, sides, List.of(), List.of(new Layer.Field("side", "side", "", IntStream.range(0, 12).mapToDouble(k -> k / 2).toArray())));
        int g = 48;
        to.volume("volume", g, g, g, new Rect(-1, -1, 1, 1), -1, 1, IntStream.range(0, g * g * g).mapToDouble(k -> {
            double x = 2 * (k / (g * g) + 0.5) / g - 1;
            double y = 2 * (k / g % g + 0.5) / g - 1;
            double z = 2 * (k % g + 0.5) / g - 1;
            return Math.exp(-6 * ((x - 0.4) * (x - 0.4) + y * y + z * z)) + Math.exp(-6 * ((x + 0.4) * (x + 0.4) + y * y + z * z));
        }).toArray());
        lorenz(to);
        List<double[]> frames = IntStream.range(0, 40).mapToObj(k -> IntStream.range(0, 24).mapToDouble(q -> {
            double angle = 0.05 * k * (q / 2 % 3) + q / 2;
            return (0.4 + 0.12 * (q / 2)) * (q % 2 == 0 ? Math.cos(angle) : Math.sin(angle));
        }).toArray()).toList();
        to.inTime("turning", IntStream.range(0, 40).mapToDouble(k -> k / 39.0).toArray(), frames, 2, IntStream.range(0, 12).asDoubleStream().toArray());
        to.box("box", new Rect(-2, -2, 2, 2), 0, 1);
        double[] from = IntStream.range(0, 36).mapToDouble(k -> k % 3 == 0 ? Math.cos(k / 3) : k % 3 == 1 ? Math.sin(k / 3) : k / 36.0).toArray();
        to.arrows("spin", 3, from, IntStream.range(0, 36).mapToDouble(k -> k % 3 == 0 ? from[k] - 0.7 * from[k + 1] : k % 3 == 1 ? from[k] + 0.7 * from[k - 1] : from[k] + 0.1).toArray());
    }

    private static void lorenz(Look to) {
        int steps = 700;
        double[] xyz = new double[3 * 3 * steps];
        for (int p = 0; p < 3; p++) {
            double[] q = {1 + 0.1 * p, 1, 20 + p};
            for (int k = 0; k < steps; k++) {
                for (int s = 0; s < 4; s++) {
                    double[] d = {10 * (q[1] - q[0]), q[0] * (28 - q[2]) - q[1], q[0] * q[1] - 8.0 / 3 * q[2]};
                    for (int i = 0; i < 3; i++) {
                        q[i] += 0.003 * d[i];
                    }
                }
                System.arraycopy(q, 0, xyz, 3 * (p * steps + k), 3);
            }
        }
        to.paths("lorenz", 3, xyz, new int[] {0, steps, 2 * steps, 3 * steps});
    }
}
