package org.pushforward.engine.mesh;

import java.util.Arrays;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.CellDensity;
import org.pushforward.engine.geometry.PlaneMesh;
import org.pushforward.engine.geometry.PowerDiagram;
import org.pushforward.engine.geometry.SharedOut;
import org.pushforward.engine.numerics.GaussLegendre;

/**
 * Movers of nodes as sites of a diagram of the rectangle.
 *
 * <ul>
 * <li>lloyd: each node goes to the centroid of its Voronoi cell with density m², so that cells come to areas ∝ 1/m in the plane (Du, Faber &
 * Gunzburger 1999, doi:10.1137/S0036144599352836). It does not know the edges of the mesh, which its
 * fixed points fold; so nodes of a cell that would lose its share go a shorter way, ours, and it rests between the two.
 * <li>semi-discrete: each node stands in the barycenter of the power cell that holds as much of m as it had of the area, which is the
 * optimal transport of one to the other (damped Newton, {@link SharedOut}).
 * </ul>
 *
 * Nodes of a side are put back on it; corners stay.
 */
final class DiagramMover implements MeshMover {

    private static final GaussLegendre GAUSS = new GaussLegendre(3);
    private static final int SWEEPS = 2;
    /** How often the way of a node is halved that would make a cell too small, until it stays. */
    private static final int SHORTER = 4;
    /** A cell is too small that holds less than this part of its share of m, or than it held. */
    private static final double LEAST_SHARE = 0.1;
    private static final int PATIENCE = 400;
    /** Cells of the grid on which m is taken for constant, along the shorter side. */
    private static final int GRID = 256;
    private static final int MOST_NEWTON = 80;

    private final Task task;
    private final PlaneMesh mesh;
    private final boolean isLloyd;

    DiagramMover(Task task, String name) {
        this.task = task;
        mesh = task.mesh();
        isLloyd = name.equals("lloyd");
    }

    @Override
    public Place start() {
        return new Place(mesh.start(), 1, Double.NaN, 0, RUNNING, isLloyd ? Patience.FRESH : "");
    }

    @Override
    public Place next(Place s, StepContext context) {
        if (!isLloyd) {
            return newton(s, context);
        }
        Place now = s;
        for (int k = 0; k < SWEEPS && now.isRunning(); k++) {
            now = sweep(now, context);
        }
        return now;
    }

    private Place sweep(Place s, StepContext context) {
        double[] xy = s.xy();
        int n = mesh.nodes();
        PowerDiagram diagram = PowerDiagram.of(task.domain(), xy, new double[n], context);
        double[] goal = new double[2 * n];
        context.workers().forRanges(n, 16, (from, end) -> {
            context.cancel().throwIfCancelled();
            for (int v = from; v < end; v++) {
                centroid(diagram.cell(v), xy, v, goal);
            }
        });
        return MeshMover.swept(task, s, kept(xy, onSides(xy, goal)), PATIENCE);
    }

    /** Nodes of cells that would become too small go half as far, again and again, and at last stay: then a cell is as it was. */
    private double[] kept(double[] xy, double[] goal) {
        double[] moved = goal.clone();
        double[] least = Arrays.stream(shares(xy)).map(a -> Math.min(LEAST_SHARE, a)).toArray();
        int[] shorter = new int[mesh.nodes()];
        int[] cells = mesh.cells();
        boolean isKept = false;
        while (!isKept) {
            double[] share = shares(moved);
            boolean[] isSmall = new boolean[mesh.nodes()];
            isKept = true;
            for (int k = 0; k < cells.length; k++) {
                int c = k / mesh.corners();
                if (!(share[c] >= least[c]) && shorter[cells[k]] <= SHORTER) {
                    isSmall[cells[k]] = true;
                    isKept = false;
                }
            }
            for (int v = 0; v < isSmall.length; v++) {
                if (isSmall[v]) {
                    double part = ++shorter[v] > SHORTER ? 0 : Math.pow(0.5, shorter[v]);
                    moved[2 * v] = xy[2 * v] + part * (goal[2 * v] - xy[2 * v]);
                    moved[2 * v + 1] = xy[2 * v + 1] + part * (goal[2 * v + 1] - xy[2 * v + 1]);
                }
            }
        }
        return moved;
    }

    /** Of each cell, its area times m in its middle, over what it was at first with the mean of m. */
    private double[] shares(double[] xy) {
        int q = mesh.corners();
        double[] x = new double[mesh.size()];
        double[] y = new double[x.length];
        for (int k = 0; k < mesh.cells().length; k++) {
            x[k / q] += xy[2 * mesh.cells()[k]] / q;
            y[k / q] += xy[2 * mesh.cells()[k] + 1] / q;
        }
        double[] m = new double[x.length];
        task.monitor().density(x, y, m, 0, m.length);
        double sum = 0;
        double all = 0;
        double[] share = new double[m.length];
        for (int c = 0; c < m.length; c++) {
            double area = mesh.area(xy, c);
            share[c] = m[c] * area / mesh.area(mesh.start(), c);
            sum += m[c] * Math.abs(area);
            all += Math.abs(area);
        }
        double mean = sum / all;
        return Arrays.stream(share).map(a -> a / mean).toArray();
    }

    /** Of m², by 3 × 3 Gauss points on each triangle from the site to an edge. */
    private void centroid(PowerDiagram.Polygon cell, double[] xy, int v, double[] goal) {
        int each = GAUSS.size() * GAUSS.size();
        int count = cell.size() * each;
        double[] x = new double[count];
        double[] y = new double[count];
        double[] w = new double[count];
        double[] m = new double[count];
        double[] c = cell.xy();
        double sx = xy[2 * v];
        double sy = xy[2 * v + 1];
        for (int q = 0; q < count; q++) {
            int a = q / each;
            int b = (a + 1) % cell.size();
            double r = GAUSS.node(q % each / GAUSS.size());
            double t = GAUSS.node(q % GAUSS.size());
            double px = c[2 * a] + t * (c[2 * b] - c[2 * a]) - sx;
            double py = c[2 * a + 1] + t * (c[2 * b + 1] - c[2 * a + 1]) - sy;
            x[q] = sx + r * px;
            y[q] = sy + r * py;
            double area = (c[2 * a] - sx) * (c[2 * b + 1] - sy) - (c[2 * a + 1] - sy) * (c[2 * b] - sx);
            w[q] = GAUSS.weight(q % each / GAUSS.size()) * GAUSS.weight(q % GAUSS.size()) * r * area;
        }
        task.monitor().density(x, y, m, 0, count);
        double mass = 0;
        for (int q = 0; q < count; q++) {
            double dm = w[q] * m[q] * m[q];
            mass += dm;
            goal[2 * v] += dm * x[q];
            goal[2 * v + 1] += dm * y[q];
        }
        goal[2 * v] = mass > 0 ? goal[2 * v] / mass : sx;
        goal[2 * v + 1] = mass > 0 ? goal[2 * v + 1] / mass : sy;
    }

    private double[] onSides(double[] xy, double[] goal) {
        double[] moved = goal;
        for (int v = 0; v < mesh.nodes(); v++) {
            if (mesh.isOuter(v)) {
                double along = task.slide() ? (goal[2 * v] - xy[2 * v]) * mesh.sideX(v) + (goal[2 * v + 1] - xy[2 * v + 1]) * mesh.sideY(v) : 0;
                moved[2 * v] = xy[2 * v] + along * mesh.sideX(v);
                moved[2 * v + 1] = xy[2 * v + 1] + along * mesh.sideY(v);
            }
        }
        return moved;
    }

    private Place newton(Place s, StepContext context) {
        SharedOut before = s.memory() instanceof SharedOut known ? known : shared();
        SharedOut now = before.next(task.tolerance(), context);
        double[] moved = onSides(mesh.start(), now.barycentres().clone());
        boolean isGood = mesh.folded(moved) == 0;
        String end = now.left() <= task.tolerance() ? isGood ? CONVERGED : MeshMover.folds(mesh, moved)
                : now.iterations() >= MOST_NEWTON ? "masses do not become equal" : RUNNING;
        return new Place(isGood ? moved : s.xy(), now.massError(), Double.NaN, now.iterations(), end, now);
    }

    /** m on a grid, to be shared among the nodes by the areas of their Voronoi cells at first. */
    private SharedOut shared() {
        Rect r = task.domain();
        double shorter = Math.min(r.width(), r.height());
        int nx = (int) Math.round(GRID * r.width() / shorter);
        int ny = (int) Math.round(GRID * r.height() / shorter);
        double[] m = GriddedMonitor.sample(task.monitor(), r, nx, ny);
        double[] areas = new double[mesh.nodes()];
        Arrays.setAll(areas, v -> {
            int i = v / (task.ny() + 1);
            int j = v % (task.ny() + 1);
            return (i == 0 || i == task.nx() ? 0.5 : 1) * (j == 0 || j == task.ny() ? 0.5 : 1) / ((double) task.nx() * task.ny());
        });
        return SharedOut.start(CellDensity.normalized(r, nx, ny, m), mesh.start(), areas, 0);
    }
}
