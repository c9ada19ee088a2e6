package org.pushforward.engine.geometry;

import java.util.function.IntConsumer;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;

/**
 * The discrete Monge-Ampère equation of mesh movement and optimal transport, F(φ) = log(m(ξ+∇φ)ᵖ det(I+D²φ)/ρ(ξ)) − mean = 0 with
 * ∂φ/∂n = 0 (Budd & Williams 2009, in logarithms), and its derivative; ρ = 1 for meshes.
 *
 * <p>Cell-centred grid, index i·ny + j, mirrored at the sides; second-order central differences, the cross derivative over the four
 * diagonal neighbours. The derivative is (cof(I+D²φ):D²ψ)/det + p ∇log m·∇ψ, each row scaled by d = 2 det/(2+Δφ) so that its diagonal
 * coefficients have mean 1 and the Neumann Laplacian is close to it. O(cells). Sums are formed over fixed groups of rows: the same bits
 * for any number of threads. Holds workspace: used by one solver at a time.
 */
public final class MongeAmpereEquation {

    private static final int SUMS = 4;

    private final MeshGrid grid;
    private final double[] source;
    private final int nx;
    private final int ny;
    private final int rowsPerBlock;
    private final double[] density;
    private final double[] right;
    private final double[] scaling;
    private final double[] cofactor;
    private final double[] cross;
    private final double[] driftX;
    private final double[] driftY;
    private final double[] partial;

    /**
     * What is known about a potential.
     *
     * @param convex whether I + D²φ is positive definite in every cell; if not, only {@code minDet} and its cell have a meaning
     * @param merit root mean square of F
     * @param residual root mean square of mᵖ det/θ − 1, θ the mean of mᵖ det
     * @param minDet smallest det(I + D²φ); made negative where a trace is
     * @param minCell index of the cell that has it
     */
    public record Evaluation(boolean convex, double merit, double residual, double minDet, int minCell) { }

    /** From the uniform density. */
    public MongeAmpereEquation(MeshGrid grid) {
        this(grid, new double[0]);
    }

    /** @param source ρ at the cells of the solve grid; empty for 1 */
    public MongeAmpereEquation(MeshGrid grid, double[] source) {
        this.grid = grid;
        this.source = source;
        nx = grid.solveNx();
        ny = grid.solveNy();
        rowsPerBlock = Math.max(1, Workers.SUM_BLOCK / ny);
        int n = nx * ny;
        density = new double[n];
        right = new double[n];
        scaling = new double[n];
        cofactor = new double[n];
        cross = new double[n];
        driftX = new double[n];
        driftY = new double[n];
        partial = new double[SUMS * blocks()];
    }

    /** Evaluates F and prepares {@link #derivative}, {@link #newtonRight} and {@link #scaling} for φ. */
    public Evaluation evaluate(double[] phi, MonitorFunction monitor, double power, StepContext context) {
        forBlocks(context, b -> differentiate(phi, b));
        int lowest = 0;
        for (int b = 1; b < blocks(); b++) {
            lowest = partial[SUMS * b] < partial[SUMS * lowest] ? b : lowest;
        }
        double minDet = partial[SUMS * lowest];
        int minCell = (int) partial[SUMS * lowest + 1];
        if (!(minDet > 0)) {
            return new Evaluation(false, Double.NaN, Double.NaN, minDet, minCell);
        }
        forBlocks(context, b -> compose(monitor, power, b));
        double meanLog = sum(0) / right.length;
        double theta = sum(1) / right.length;
        forBlocks(context, b -> balance(meanLog, theta, b));
        return new Evaluation(true, Math.sqrt(sum(0) / right.length), Math.sqrt(sum(1) / right.length), minDet, minCell);
    }

    /** −d F: what the scaled Newton system has on its right. Overwritten by the linear solver. */
    public double[] newtonRight() {
        return right;
    }

    /** d: θ is free, so the Newton system holds up to a multiple of it. */
    public double[] scaling() {
        return scaling;
    }

    /** out = the scaled derivative applied to ψ. */
    public void derivative(double[] psi, double[] out, StepContext context) {
        forBlocks(context, b -> {
            int end = Math.min(nx, (b + 1) * rowsPerBlock);
            for (int i = b * rowsPerBlock; i < end; i++) {
                derivativeOfRow(psi, out, i);
            }
        });
    }

    /** ½∫|∇φ|²: half the squared Wasserstein distance once the equation holds. Two-point differences, second order. */
    public double transportCost(double[] phi) {
        double sx = 0;
        double sy = 0;
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < ny; j++) {
                double here = phi[i * ny + j];
                double east = i + 1 < nx ? phi[(i + 1) * ny + j] - here : 0;
                double north = j + 1 < ny ? phi[i * ny + j + 1] - here : 0;
                sx += east * east;
                sy += north * north;
            }
        }
        return 0.5 * (sx * grid.hy() / grid.hx() + sy * grid.hx() / grid.hy());
    }

    /** Cancelled between blocks: the workspace is then of no use until the next evaluation. */
    private void forBlocks(StepContext context, IntConsumer task) {
        context.workers().forEach(blocks(), b -> {
            context.cancel().throwIfCancelled();
            task.accept(b);
        });
    }

    private int blocks() {
        return (nx + rowsPerBlock - 1) / rowsPerBlock;
    }

    private double sum(int which) {
        double s = 0;
        for (int b = 0; b < blocks(); b++) {
            s += partial[SUMS * b + which];
        }
        return s;
    }

    /** Derivatives of φ in a block: positions to the drift arrays, det to the density, coefficients; minimum of det to the sums. */
    private void differentiate(double[] phi, int b) {
        double min = Double.POSITIVE_INFINITY;
        int minCell = 0;
        int end = Math.min(nx, (b + 1) * rowsPerBlock);
        for (int i = b * rowsPerBlock; i < end; i++) {
            differentiateRow(phi, i);
            for (int k = i * ny; k < (i + 1) * ny; k++) {
                if (!(density[k] >= min)) {
                    min = density[k];
                    minCell = k;
                }
            }
        }
        partial[SUMS * b] = Double.isNaN(min) ? Double.NEGATIVE_INFINITY : min;
        partial[SUMS * b + 1] = minCell;
    }

    private void differentiateRow(double[] phi, int i) {
        double hx = grid.hx();
        double hy = grid.hy();
        int row = i * ny;
        int west = Math.max(i - 1, 0) * ny;
        int east = Math.min(i + 1, nx - 1) * ny;
        double xi = grid.domain().x0() + (i + 0.5) * hx;
        for (int j = 0; j < ny; j++) {
            int s = Math.max(j - 1, 0);
            int n = Math.min(j + 1, ny - 1);
            double twice = 2 * phi[row + j];
            double xx = 1 + (phi[east + j] - twice + phi[west + j]) / (hx * hx);
            double yy = 1 + (phi[row + n] - twice + phi[row + s]) / (hy * hy);
            double xy = (phi[east + n] - phi[east + s] - phi[west + n] + phi[west + s]) / (4 * hx * hy);
            double trace = xx + yy;
            double det = xx * yy - xy * xy;
            int k = row + j;
            driftX[k] = xi + (phi[east + j] - phi[west + j]) / (2 * hx);
            driftY[k] = grid.domain().y0() + (j + 0.5) * hy + (phi[row + n] - phi[row + s]) / (2 * hy);
            density[k] = trace > 0 ? det : -Math.abs(det);
            scaling[k] = 2 * det / trace;
            cofactor[k] = 2 * yy / trace;
            cross[k] = -xy / (trace * hx * hy);
        }
    }

    /** Density and drift in a block, and the sums of log(mᵖ det) and mᵖ det. */
    private void compose(MonitorFunction monitor, double power, int b) {
        int from = b * rowsPerBlock * ny;
        int to = Math.min(nx, (b + 1) * rowsPerBlock) * ny;
        monitor.densityAndGradient(driftX, driftY, right, driftX, driftY, from, to);
        double px = power / (2 * grid.hx());
        double py = power / (2 * grid.hy());
        double logs = 0;
        double masses = 0;
        for (int k = from; k < to; k++) {
            double m = power == 1 ? right[k] : Math.pow(right[k], power);
            double mass = source.length == 0 ? m * density[k] : m * density[k] / source[k];
            double log = Math.log(mass);
            density[k] = mass;
            right[k] = log;
            driftX[k] *= px * scaling[k];
            driftY[k] *= py * scaling[k];
            logs += log;
            masses += mass;
        }
        partial[SUMS * b] = logs;
        partial[SUMS * b + 1] = masses;
    }

    /** F and the right-hand side of Newton's method in a block, and the sums of F² and (mᵖ det/θ − 1)². */
    private void balance(double meanLog, double theta, int b) {
        double merits = 0;
        double residuals = 0;
        int to = Math.min(nx, (b + 1) * rowsPerBlock) * ny;
        for (int k = b * rowsPerBlock * ny; k < to; k++) {
            double f = right[k] - meanLog;
            double r = density[k] / theta - 1;
            right[k] = -scaling[k] * f;
            merits += f * f;
            residuals += r * r;
        }
        partial[SUMS * b] = merits;
        partial[SUMS * b + 1] = residuals;
    }

    private void derivativeOfRow(double[] psi, double[] out, int i) {
        int row = i * ny;
        int west = Math.max(i - 1, 0) * ny;
        int east = Math.min(i + 1, nx - 1) * ny;
        double ax = 1 / (grid.hx() * grid.hx());
        double ay = 1 / (grid.hy() * grid.hy());
        int last = ny - 1;
        derivativeAt(psi, out, row, west, east, 0, 0, Math.min(1, last), ax, ay);
        for (int j = 1; j < last; j++) {
            int k = row + j;
            double pw = psi[west + j];
            double pe = psi[east + j];
            double ps = psi[k - 1];
            double pn = psi[k + 1];
            double twice = 2 * psi[k];
            double a = cofactor[k];
            double diagonals = psi[east + j + 1] - psi[east + j - 1] - psi[west + j + 1] + psi[west + j - 1];
            out[k] = a * ax * (pe - twice + pw) + (2 - a) * ay * (pn - twice + ps) + cross[k] * diagonals
                    + driftX[k] * (pe - pw) + driftY[k] * (pn - ps);
        }
        derivativeAt(psi, out, row, west, east, last, Math.max(0, last - 1), last, ax, ay);
    }

    /** The same as in the inner loop of {@link #derivativeOfRow}, with the neighbours s and n of column j given. */
    private void derivativeAt(double[] psi, double[] out, int row, int west, int east, int j, int s, int n, double ax, double ay) {
        int k = row + j;
        double pw = psi[west + j];
        double pe = psi[east + j];
        double twice = 2 * psi[k];
        double a = cofactor[k];
        double diagonals = psi[east + n] - psi[east + s] - psi[west + n] + psi[west + s];
        out[k] = a * ax * (pe - twice + pw) + (2 - a) * ay * (psi[row + n] - twice + psi[row + s]) + cross[k] * diagonals
                + driftX[k] * (pe - pw) + driftY[k] * (psi[row + n] - psi[row + s]);
    }
}
