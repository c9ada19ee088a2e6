package org.pushforward.engine.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.PlaneMesh;

/**
 * Movers by local forces, in damped sweeps over all nodes.
 *
 * <ul>
 * <li>laplacian: a node goes to the mean of its neighbors with weights m on the edges times mean-value weights of the mesh at first (Floater
 * 2003, doi:10.1016/S0167-8396(03)00002-5), under which that mesh is at rest.
 * <li>springs: edges, and diagonals of quadrilaterals, in tension with stiffness m/L₀, L₀ the length at first (Nakahashi & Deiwert 1987,
 * doi:10.2514/3.9598), against the forces, times the mean of m about a node, that hold the mesh at first.
 * <li>torsional: besides, corners resist by C = m h/sin²θ (Farhat et al. 1998, doi:10.1016/S0045-7825(98)00016-4), here with the energy
 * ½ m h ((θ − θ₀)/sin θ)², which has that stiffness at rest and grows without bound where a corner would turn over.
 * </ul>
 *
 * O(nodes) a sweep. A sweep that would fold a cell is halved, and if that does not help the run ends.
 */
final class SweepMover implements MeshMover {

    private static final int SWEEPS = 10;
    private static final double DAMPING = 0.8;
    private static final double STIFF = 0.35;
    /** How often a sweep that would fold a cell is halved. */
    private static final int SHORTER = 4;
    /** A run stalls when the largest move has not fallen for that many sweeps. */
    private static final int PATIENCE = 3000;

    private final Task task;
    private final PlaneMesh mesh;
    private final String name;
    private final int[] from;
    private final int[] to;
    private final double[] weight;
    private final double[] hold;
    private final double[] angle;

    SweepMover(Task task, String name) {
        this.task = task;
        this.name = name;
        mesh = task.mesh();
        List<int[]> edges = edges();
        from = edges.stream().mapToInt(e -> e[0]).toArray();
        to = edges.stream().mapToInt(e -> e[1]).toArray();
        weight = name.equals("laplacian") ? meanValue() : stiffness();
        hold = hold();
        angle = angles();
    }

    /** 1/L₀ of an edge, for both of its ends. */
    private double[] stiffness() {
        double[] k = new double[2 * from.length];
        double[] xy = mesh.start();
        Arrays.setAll(k, e -> 1 / Math.hypot(xy[2 * to[e / 2]] - xy[2 * from[e / 2]], xy[2 * to[e / 2] + 1] - xy[2 * from[e / 2] + 1]));
        return k;
    }

    /** For each node, the force of m = 1 at first over the stiffness. */
    private double[] hold() {
        double[] force = new double[2 * mesh.nodes()];
        double[] all = new double[mesh.nodes()];
        double[] one = new double[from.length];
        Arrays.fill(one, 1);
        pull(mesh.start(), one, force, all);
        Arrays.setAll(force, k -> force[k] / all[k / 2]);
        return force;
    }

    /** At each corner of each cell at first. */
    private double[] angles() {
        double[] a = new double[mesh.cells().length];
        Arrays.setAll(a, k -> angle(mesh.start(), mesh.cells()[k], corner(k, 1), corner(k, mesh.corners() - 1)));
        return a;
    }

    /** The corner so many further on in the cell of a corner. */
    private int corner(int k, int further) {
        int q = mesh.corners();
        return mesh.cells()[k / q * q + (k % q + further) % q];
    }

    private List<int[]> edges() {
        TreeSet<Long> known = new TreeSet<>();
        int q = mesh.corners();
        for (int c = 0; c < mesh.size(); c++) {
            for (int a = 0; a < q; a++) {
                for (int b = a + 1; b < q; b++) {
                    boolean isDiagonal = q == 4 && b - a == 2;
                    if (!isDiagonal || !name.equals("laplacian")) {
                        int v = mesh.cells()[c * q + a];
                        int w = mesh.cells()[c * q + b];
                        known.add((long) Math.min(v, w) << 32 | Math.max(v, w));
                    }
                }
            }
        }
        List<int[]> all = new ArrayList<>();
        known.forEach(e -> all.add(new int[] {(int) (e >>> 32), (int) (long) e}));
        return all;
    }

    /** Two numbers an edge: the weight of its end for its beginning, and the other way round. */
    private double[] meanValue() {
        double[] xy = mesh.start();
        double[] tangents = new double[2 * from.length];
        Map<Long, Integer> place = new HashMap<>();
        for (int e = 0; e < from.length; e++) {
            place.put((long) from[e] << 32 | to[e], 2 * e);
            place.put((long) to[e] << 32 | from[e], 2 * e + 1);
        }
        for (int k = 0; k < mesh.cells().length; k++) {
            int v = mesh.cells()[k];
            int next = corner(k, 1);
            int before = corner(k, mesh.corners() - 1);
            double half = Math.tan(0.5 * angle(xy, v, next, before));
            for (int w : new int[] {next, before}) {
                tangents[place.get((long) v << 32 | w)] += half / Math.hypot(xy[2 * w] - xy[2 * v], xy[2 * w + 1] - xy[2 * v + 1]);
            }
        }
        return tangents;
    }

    /** From a to b about v, in (0, 2π). */
    private static double angle(double[] xy, int v, int a, int b) {
        double ux = xy[2 * a] - xy[2 * v];
        double uy = xy[2 * a + 1] - xy[2 * v + 1];
        double wx = xy[2 * b] - xy[2 * v];
        double wy = xy[2 * b + 1] - xy[2 * v + 1];
        return Math.atan2(ux * wy - uy * wx, ux * wx + uy * wy);
    }

    @Override
    public Place start() {
        return new Place(mesh.start(), 1, Double.NaN, 0, RUNNING, Patience.FRESH);
    }

    @Override
    public Place next(Place s, StepContext context) {
        Place now = s;
        for (int k = 0; k < (name.equals("torsional") ? 2 * SWEEPS : SWEEPS) && now.isRunning(); k++) {
            context.cancel().throwIfCancelled();
            now = sweep(now);
        }
        return now;
    }

    private Place sweep(Place s) {
        double[] xy = s.xy();
        int n = mesh.nodes();
        double[] force = new double[2 * n];
        double[] stiffness = new double[n];
        double[] m = onEdges(xy);
        pull(xy, m, force, stiffness);
        for (int k = 0; k < 2 * n; k++) {
            force[k] -= stiffness[k / 2] * hold[k];
        }
        if (name.equals("torsional")) {
            torsion(xy, force, stiffness);
        }
        double damping = name.equals("torsional") ? STIFF : DAMPING;
        double[] moved = moved(xy, force, stiffness, damping);
        for (int k = 0; k < SHORTER && mesh.folded(moved) > 0; k++) {
            moved = moved(xy, force, stiffness, damping * Math.pow(0.5, k + 1.0));
        }
        return MeshMover.swept(task, s, moved, PATIENCE);
    }

    private double[] moved(double[] xy, double[] force, double[] stiffness, double damping) {
        double[] moved = xy.clone();
        for (int v = 0; v < mesh.nodes(); v++) {
            move(v, damping * force[2 * v] / stiffness[v], damping * force[2 * v + 1] / stiffness[v], moved);
        }
        return moved;
    }

    private void move(int v, double dx, double dy, double[] xy) {
        if (!mesh.isOuter(v)) {
            xy[2 * v] += dx;
            xy[2 * v + 1] += dy;
        } else if (task.slide()) {
            double along = dx * mesh.sideX(v) + dy * mesh.sideY(v);
            xy[2 * v] += along * mesh.sideX(v);
            xy[2 * v + 1] += along * mesh.sideY(v);
        }
    }

    /** Mean of m along each edge by Simpson's rule. */
    private double[] onEdges(double[] xy) {
        int n = mesh.nodes();
        int count = n + from.length;
        double[] x = new double[count];
        double[] y = new double[count];
        for (int v = 0; v < n; v++) {
            x[v] = xy[2 * v];
            y[v] = xy[2 * v + 1];
        }
        for (int e = 0; e < from.length; e++) {
            x[n + e] = 0.5 * (x[from[e]] + x[to[e]]);
            y[n + e] = 0.5 * (y[from[e]] + y[to[e]]);
        }
        task.monitor().density(x, y, x, 0, count);
        double[] m = new double[from.length];
        Arrays.setAll(m, e -> (x[from[e]] + 4 * x[n + e] + x[to[e]]) / 6);
        return m;
    }

    private void pull(double[] xy, double[] m, double[] force, double[] stiffness) {
        for (int e = 0; e < from.length; e++) {
            double dx = xy[2 * to[e]] - xy[2 * from[e]];
            double dy = xy[2 * to[e] + 1] - xy[2 * from[e] + 1];
            add(from[e], m[e] * weight[2 * e], dx, dy, force, stiffness);
            add(to[e], m[e] * weight[2 * e + 1], -dx, -dy, force, stiffness);
        }
    }

    private static void add(int v, double k, double dx, double dy, double[] force, double[] stiffness) {
        force[2 * v] += k * dx;
        force[2 * v + 1] += k * dy;
        stiffness[v] += k;
    }

    private static void push(int v, double k, double fx, double fy, double[] force, double[] stiffness) {
        force[2 * v] += fx;
        force[2 * v + 1] += fy;
        stiffness[v] += k;
    }

    private void torsion(double[] xy, double[] force, double[] stiffness) {
        int q = mesh.corners();
        double[] middle = new double[mesh.size()];
        double[] y = new double[mesh.size()];
        for (int c = 0; c < mesh.size(); c++) {
            for (int a = 0; a < q; a++) {
                middle[c] += xy[2 * mesh.cells()[c * q + a]] / q;
                y[c] += xy[2 * mesh.cells()[c * q + a] + 1] / q;
            }
        }
        task.monitor().density(middle, y, middle, 0, mesh.size());
        for (int k = 0; k < mesh.cells().length; k++) {
            int cell = k / q;
            int v = mesh.cells()[k];
            int a = corner(k, 1);
            int b = corner(k, q - 1);
            double theta = angle(xy, v, a, b);
            double off = theta - angle[k];
            double sin = Math.sin(theta);
            double slope = 1 / sin - off * Math.cos(theta) / (sin * sin);
            double c = middle[cell] * mesh.width();
            turn(xy, v, a, b, -c * off / sin * slope, c * slope * slope, force, stiffness);
        }
    }

    /** A moment on the angle from a to b about v. */
    private static void turn(double[] xy, int v, int a, int b, double moment, double c, double[] force, double[] stiffness) {
        double ux = xy[2 * a] - xy[2 * v];
        double uy = xy[2 * a + 1] - xy[2 * v + 1];
        double wx = xy[2 * b] - xy[2 * v];
        double wy = xy[2 * b + 1] - xy[2 * v + 1];
        double u2 = ux * ux + uy * uy;
        double w2 = wx * wx + wy * wy;
        double ax = uy / u2;
        double ay = -ux / u2;
        double bx = -wy / w2;
        double by = wx / w2;
        push(a, c * (ax * ax + ay * ay), moment * ax, moment * ay, force, stiffness);
        push(b, c * (bx * bx + by * by), moment * bx, moment * by, force, stiffness);
        push(v, c * ((ax + bx) * (ax + bx) + (ay + by) * (ay + by)), -moment * (ax + bx), -moment * (ay + by), force, stiffness);
    }
}
