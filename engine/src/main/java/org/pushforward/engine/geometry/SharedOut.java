package org.pushforward.engine.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.PowerDiagram.Polygon;
import org.pushforward.engine.numerics.SparseSystem;

/**
 * Where the sharing out of a density among sites stands (Kitagawa, Mérigot & Thibert 2019, algorithm 1). A Newton step solves
 * (∂m/∂w) δ = ν − m with one weight held, and is halved until no cell holds less than half of the least there was, and the error of the masses
 * falls by half of the step taken. Where the density leaves cells empty at first, it begins mixed with a uniform one that is withdrawn by and
 * by. Immutable.
 *
 * @param share of the density in what is shared out now; 1 at last
 * @param sites x, y of each
 * @param targets ν, with sum 1
 * @param weights w, with mean 0
 * @param masses m of the cells
 * @param cost Σ ∫ |x − yᵢ|² ρ
 * @param toRelax moves to the middle that are left
 * @param least that a cell may hold
 */
public record SharedOut(CellDensity density, double share, double[] sites, double[] targets, double[] weights, PowerDiagram diagram, double[] masses, double[] barycentres,
        double cost, int iterations, int relaxed, int toRelax, double least) {

    /** A cell with less than this part of its share counts as empty. */
    private static final double EMPTY = 1e-3;
    private static final double FIRST_SHARE = 0.5;
    /** What is left of the uniform part falls to this part of it when the masses are nearly right. */
    private static final double WITHDRAWN = 0.25;
    private static final double NEARLY = 1e-2;
    private static final double ALL = 1e-6;
    private static final int HALVINGS = 30;

    private record Measured(PowerDiagram diagram, double[] masses, double[] barycentres, double cost) { }

    public static SharedOut start(CellDensity density, double[] sites, double[] targets, int toRelax) {
        return from(density, 1, sites, targets, 0, 0, toRelax, StepContext.creating());
    }

    /** With weights 0; mixed if a cell would be empty. */
    private static SharedOut from(CellDensity density, double share, double[] sites, double[] targets, int iterations, int relaxed, int toRelax, StepContext context) {
        double[] w = new double[targets.length];
        Measured m = measured(density, share, sites, w, context);
        if (share == 1 && isSomeEmpty(m.masses, targets)) {
            return from(density, FIRST_SHARE, sites, targets, iterations, relaxed, toRelax, context);
        }
        return new SharedOut(density, share, sites, targets, w, m.diagram, m.masses, m.barycentres, m.cost, iterations, relaxed, toRelax, floor(m.masses, targets));
    }

    private static double floor(double[] masses, double[] targets) {
        return 0.5 * Math.min(Arrays.stream(masses).min().orElse(0), Arrays.stream(targets).min().orElse(0));
    }

    private static boolean isSomeEmpty(double[] masses, double[] targets) {
        return IntStream.range(0, masses.length).anyMatch(i -> masses[i] < EMPTY * targets[i]);
    }

    private static Measured measured(CellDensity density, double share, double[] sites, double[] w, StepContext context) {
        int n = w.length;
        Rect square = density.domain();
        PowerDiagram d = PowerDiagram.of(square, sites, w, context);
        CellDensity flat = CellDensity.uniform(square);
        double[] masses = new double[n];
        double[] middles = new double[2 * n];
        double[] costs = new double[n];
        context.workers().forRanges(n, 16, (from, end) -> {
            context.cancel().throwIfCancelled();
            for (int i = from; i < end; i++) {
                CellDensity.Moments a = density.over(d.cell(i), sites[2 * i], sites[2 * i + 1]);
                CellDensity.Moments b = share < 1 ? flat.over(d.cell(i), sites[2 * i], sites[2 * i + 1]) : a;
                masses[i] = share * a.mass() + (1 - share) * b.mass();
                costs[i] = share * a.square() + (1 - share) * b.square();
                middles[2 * i] = masses[i] > 0 ? (share * a.x() + (1 - share) * b.x()) / masses[i] : sites[2 * i];
                middles[2 * i + 1] = masses[i] > 0 ? (share * a.y() + (1 - share) * b.y()) / masses[i] : sites[2 * i + 1];
            }
        });
        return new Measured(d, masses, middles, Arrays.stream(costs).sum());
    }

    /** Largest error of a mass, times n. */
    public double massError() {
        return IntStream.range(0, masses.length).mapToDouble(i -> Math.abs(masses[i] - targets[i])).max().orElse(0) * masses.length;
    }

    /** What must fall: the error, behind all that is still to be done before it counts. */
    public double left() {
        return toRelax + (share < 1 ? 1 - 0.5 * share : 0) + Math.min(0.499, massError());
    }

    public SharedOut next(double tolerance, StepContext context) {
        double e = massError();
        if (share < 1 && e <= NEARLY) {
            return withdrawn(context);
        }
        if (share == 1 && toRelax > 0 && e <= Math.max(tolerance, NEARLY * 0.1)) {
            return from(density, 1, barycentres, targets, iterations, relaxed + 1, toRelax - 1, context);
        }
        return newton(context);
    }

    /** The same weights on more of the density; all of it as soon as no cell would be empty. */
    private SharedOut withdrawn(StepContext context) {
        Measured all = measured(density, 1, sites, weights, context);
        double more = 1 - WITHDRAWN * (1 - share);
        boolean isAll = !isSomeEmpty(all.masses, targets) || 1 - more < ALL;
        Measured m = isAll ? all : measured(density, more, sites, weights, context);
        return new SharedOut(density, isAll ? 1 : more, sites, targets, weights, m.diagram, m.masses, m.barycentres, m.cost, iterations, relaxed, toRelax,
                floor(m.masses, targets));
    }

    private SharedOut newton(StepContext context) {
        int n = weights.length;
        double[] step = n == 1 ? new double[1] : solved(context);
        double before = massError();
        double part = 1;
        SharedOut tried = this;
        for (int k = 0; k < HALVINGS; k++) {
            double[] w = new double[n];
            for (int i = 0; i < n; i++) {
                w[i] = weights[i] + part * step[i];
            }
            double mean = Arrays.stream(w).average().orElse(0);
            Arrays.setAll(w, i -> w[i] - mean);
            Measured m = measured(density, share, sites, w, context);
            tried = new SharedOut(density, share, sites, targets, w, m.diagram, m.masses, m.barycentres, m.cost, iterations + 1, relaxed, toRelax, least);
            if (Arrays.stream(m.masses).min().orElse(0) >= least && tried.massError() <= (1 - 0.5 * part) * before) {
                return tried;
            }
            part *= 0.5;
        }
        return tried;
    }

    /** δ with (∂m/∂w) δ = ν − m; the last weight is held. */
    private double[] solved(StepContext context) {
        int n = weights.length;
        double[] x = new double[n - 1];
        double[] y = new double[n - 1];
        List<int[]> neighbours = new ArrayList<>();
        List<double[]> walls = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Polygon c = diagram.cell(i);
            int[] known = c.beyond();
            double[] wall = new double[known.length];
            for (int k = 0; k < known.length; k++) {
                int j = known[k];
                if (j != PowerDiagram.NOBODY) {
                    int l = (k + 1) % known.length;
                    wall[k] = wall(i, j, c, k, l);
                }
            }
            walls.add(wall);
            if (i < n - 1) {
                x[i] = sites[2 * i];
                y[i] = sites[2 * i + 1];
                neighbours.add(IntStream.concat(IntStream.of(i), Arrays.stream(known).filter(j -> j >= 0 && j < n - 1)).distinct().toArray());
            }
        }
        SparseSystem.Matrix a = new SparseSystem(x, y, neighbours).matrix();
        for (int i = 0; i < n - 1; i++) {
            int[] known = diagram.cell(i).beyond();
            double[] row = new double[known.length];
            double diagonal = 0;
            for (int k = 0; k < known.length; k++) {
                diagonal += walls.get(i)[k];
                row[k] = -walls.get(i)[k];
            }
            a.set(i, i, diagonal);
            for (int k = 0; k < known.length; k++) {
                if (known[k] >= 0 && known[k] < n - 1) {
                    a.set(i, known[k], row[k]);
                }
            }
        }
        double[] b = new double[n - 1];
        Arrays.setAll(b, i -> targets[i] - masses[i]);
        return Arrays.copyOf(a.solve(b, context.cancel()), n);
    }

    /** ∫ρ over a wall / 2|yᵢ − yⱼ|. */
    private double wall(int i, int j, Polygon c, int k, int l) {
        double x0 = c.xy()[2 * k];
        double y0 = c.xy()[2 * k + 1];
        double x1 = c.xy()[2 * l];
        double y1 = c.xy()[2 * l + 1];
        double flat = Math.hypot(x1 - x0, y1 - y0) / (density.domain().width() * density.domain().height());
        double mass = share * density.along(x0, y0, x1, y1) + (1 - share) * flat;
        return mass / (2 * Math.hypot(sites[2 * i] - sites[2 * j], sites[2 * i + 1] - sites[2 * j + 1]));
    }
}
