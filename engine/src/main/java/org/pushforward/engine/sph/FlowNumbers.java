package org.pushforward.engine.sph;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.pushforward.engine.sph.Flow.Line;
import org.pushforward.engine.sph.Flow.Numbers;

/** Sums over the particles of a fluid and comparisons with what is known of its scene. Stateless. */
final class FlowNumbers {

    private FlowNumbers() { }

    /**
     * What the numbers refer to.
     *
     * @param g what pulls at unit mass
     * @param pull the size of gravity, for the pressure at rest
     * @param summed densities are sums over neighbors, which are missing beyond a surface: only what is too dense is an error
     */
    record Setting(FluidScene scene, double[] box, double dx, double mass, double rest, double[] g, double pull, double nu, boolean summed) { }

    static Numbers of(Fluid f, double time, double neighbors, Setting at) {
        int d = f.dimension();
        int n = f.size();
        double kinetic = 0;
        double potential = 0;
        double fastest = 0;
        double off = 0;
        double front = 0;
        double[] center = new double[d];
        double[] momentum = new double[d];
        int escaped = 0;
        for (int i = 0; i < n; i++) {
            double speed = f.speed(i);
            kinetic += 0.5 * at.mass * speed * speed;
            fastest = Math.max(fastest, speed);
            double dense = f.density()[i] / at.rest - 1;
            off = Math.max(off, at.summed ? dense : Math.abs(dense));
            front = i == 0 ? f.x()[0][i] : Math.max(front, f.x()[0][i]);
            for (int a = 0; a < d; a++) {
                potential -= at.mass * at.g[a] * f.x()[a][i];
                center[a] += f.x()[a][i] / n;
                momentum[a] += at.mass * f.v()[a][i];
            }
            escaped += isOutside(f, i, at) ? 1 : 0;
        }
        int up = d - 1;
        double angular = 0;
        double[] moment = new double[2];
        for (int i = 0; i < n; i++) {
            double x = f.x()[0][i] - center[0];
            double y = f.x()[up][i] - center[up];
            angular += at.mass * (x * f.v()[up][i] - y * f.v()[0][i]);
            moment[0] += x * x / n;
            moment[1] += y * y / n;
        }
        return new Numbers(kinetic, potential, fastest, off, neighbors, angular, momentum, n == 0 ? 0 : front + at.dx / 2,
                new double[] {2 * Math.sqrt(moment[0]), 2 * Math.sqrt(moment[1])}, escaped, pressureError(f, at), profileError(f, time, at));
    }

    /** Beyond a wall; a fluid in nothing cannot escape. */
    static boolean isOutside(Fluid f, int i, Setting at) {
        if (at.scene.kind() == FluidScene.Kind.FREE) {
            return false;
        }
        double[] periods = at.scene.periods(at.box);
        // The first samples of a wall lie half a spacing beyond the box: who is among them has escaped, who is pressed against them has not.
        double margin = at.dx / 2;
        for (int a = 0; a < f.dimension(); a++) {
            if (periods[a] == 0 && !(f.x()[a][i] >= -margin && f.x()[a][i] <= at.box[a] + margin)) {
                return true;
            }
        }
        return false;
    }

    /** Who drifts out of the domain in the next step, or is faster than {@code limit}; fifty at most, the worst first. A run that has failed rests on the step before. */
    static int[] endangered(Fluid f, double dt, double limit, Setting at) {
        double[][] next = new double[f.dimension()][f.size()];
        for (int a = 0; a < next.length; a++) {
            for (int i = 0; i < f.size(); i++) {
                next[a][i] = f.x()[a][i] + dt * (f.v()[a][i] + 0.5 * dt * (f.a()[a][i] + f.shift()[a][i]));
            }
        }
        Fluid then = f.moved(next, f.v(), f.a(), f.shift(), f.density(), f.pressure());
        return IntStream.range(0, f.size()).filter(i -> isOutside(then, i, at) || !(f.speed(i) <= limit)).boxed()
                .sorted(Comparator.comparing((Integer i) -> !isOutside(then, i, at)).thenComparing(i -> -f.speed(i))).limit(50).mapToInt(Integer::intValue).toArray();
    }

    /** Root mean square of p − ρg(H − y) over ρgH. */
    private static double pressureError(Fluid f, Setting at) {
        double unit = at.rest * at.pull * at.scene.height();
        if (at.scene != FluidScene.HYDROSTATIC || unit == 0 || f.size() == 0) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = 0; i < f.size(); i++) {
            double e = f.pressure()[i] / unit - (1 - f.x()[f.dimension() - 1][i] / at.scene.height());
            sum += e * e;
        }
        return Math.sqrt(sum / f.size());
    }

    private static double profileError(Fluid f, double time, Setting at) {
        if (at.scene != FluidScene.POISEUILLE && at.scene != FluidScene.COUETTE) {
            return Double.NaN;
        }
        double worst = 0;
        double known = Double.NaN;
        double exact = 0;
        for (int i = 0; i < f.size(); i++) {
            double y = f.x()[1][i];
            if (y != known) {
                known = y;
                exact = at.scene.channel(y, time, at.nu);
            }
            worst = Math.max(worst, Math.abs(f.v()[0][i] - exact));
        }
        return worst / FluidScene.CHANNEL;
    }

    /** A velocity at a place by moving least squares: the linear function that fits the particles about it best, weighed by a Gaussian. */
    static double velocity(Fluid f, int component, double x, double y, double dx) {
        double width = 1.2 * dx;
        double reach = 3 * width;
        DMatrixRMaj a = new DMatrixRMaj(3, 3);
        DMatrixRMaj b = new DMatrixRMaj(3, 1);
        for (int i = 0; i < f.size(); i++) {
            double ex = f.x()[0][i] - x;
            double ey = f.x()[1][i] - y;
            if (Math.abs(ex) < reach && Math.abs(ey) < reach) {
                double w = Math.exp(-(ex * ex + ey * ey) / (width * width));
                double[] p = {1, ex, ey};
                for (int r = 0; r < 3; r++) {
                    for (int c = 0; c < 3; c++) {
                        a.add(r, c, w * p[r] * p[c]);
                    }
                    b.add(r, 0, w * p[r] * f.v()[component][i]);
                }
            }
        }
        DMatrixRMaj s = new DMatrixRMaj(3, 1);
        return CommonOps_DDRM.solve(a, b, s) && Double.isFinite(s.get(0)) ? s.get(0) : 0;
    }

    /** Velocities where Ghia's tables have them. */
    static Line line(Fluid f, double time, double dx) {
        double[] u = new double[PublishedFlows.GHIA_U.length];
        double[] v = new double[u.length];
        for (int k = 0; k < u.length; k++) {
            u[k] = velocity(f, 0, 0.5, PublishedFlows.GHIA_U[k][0], dx);
            v[k] = velocity(f, 1, PublishedFlows.GHIA_V[k][0], 0.5, dx);
        }
        return new Line(time, u, v);
    }

    /** Greatest distance of the mean of some lines from the tables, and its root mean square. */
    static double[] ghia(List<Line> lines, int column) {
        double worst = 0;
        double sum = 0;
        int count = 0;
        for (int k = 0; k < PublishedFlows.GHIA_U.length; k++) {
            int at = k;
            double u = lines.stream().mapToDouble(l -> l.u()[at]).average().orElse(0) - PublishedFlows.GHIA_U[k][column];
            double v = lines.stream().mapToDouble(l -> l.v()[at]).average().orElse(0) - PublishedFlows.GHIA_V[k][column];
            for (double e : new double[] {u, v}) {
                if (!Double.isNaN(e)) {
                    worst = Math.max(worst, Math.abs(e));
                    sum += e * e;
                    count++;
                }
            }
        }
        return new double[] {worst, Math.sqrt(sum / count)};
    }

    /**
     * Semi-axes of a drop of radius 1 at time t: a along x, 1/a along y, with A′ = A²(a⁴ − 1)/(a⁴ + 1), a′ = −aA (J. Monaghan 1994), by the
     * classical Runge–Kutta method.
     */
    static double[] drop(double strain, double time) {
        double a = 1;
        double s = strain;
        int n = 400;
        double dt = time / n;
        for (int k = 0; k < n; k++) {
            double[] k1 = {-a * s, rate(a, s)};
            double[] k2 = slope(a, s, k1, dt / 2);
            double[] k3 = slope(a, s, k2, dt / 2);
            double[] k4 = slope(a, s, k3, dt);
            a += dt / 6 * (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0]);
            s += dt / 6 * (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1]);
        }
        return new double[] {a, 1 / a};
    }

    private static double[] slope(double a, double s, double[] k, double dt) {
        double a2 = a + dt * k[0];
        double s2 = s + dt * k[1];
        return new double[] {-a2 * s2, rate(a2, s2)};
    }

    private static double rate(double a, double s) {
        double a4 = a * a * a * a;
        return s * s * (a4 - 1) / (a4 + 1);
    }
}
