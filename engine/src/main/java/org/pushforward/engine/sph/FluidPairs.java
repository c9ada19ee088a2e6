package org.pushforward.engine.sph;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.geometry.CellGrid;
import org.pushforward.engine.geometry.NeighborList;

/** Fluid and wall particles at one set of places, sorted into cells, with a list of who is near whom. Nobody writes to it but its heirs. */
abstract class FluidPairs {

    static final int BLOCK = NeighborList.BLOCK;

    /** Walls that the fluid can feel. */
    final Walls walls;
    final int fluids;
    final int dimension;
    final CellGrid grid;
    final NeighborList near;
    final boolean[] wall;
    /** Coordinates in the sorted order; in the plane the third is zero. */
    final double[][] x;
    private final StepContext context;
    private final double px;
    private final double py;
    private final double halfX;
    private final double halfY;

    FluidPairs(double[][] fluid, Walls allWalls, double[] periods, double reach, StepContext context) {
        walls = Arrays.stream(periods).anyMatch(l -> l > 0) ? allWalls : allWalls.near(fluid, reach);
        this.context = context;
        fluids = fluid[0].length;
        dimension = fluid.length;
        int n = fluids + walls.size();
        double[][] all = new double[dimension][];
        for (int a = 0; a < dimension; a++) {
            all[a] = Arrays.copyOf(fluid[a], n);
            System.arraycopy(walls.x()[a], 0, all[a], fluids, walls.size());
        }
        grid = CellGrid.of(all, n, periods, reach);
        near = NeighborList.of(grid, reach, context.workers(), context.cancel());
        wall = new boolean[n];
        for (int k = 0; k < n; k++) {
            wall[k] = grid.order()[k] >= fluids;
        }
        x = new double[][] {grid.x(0), grid.x(1), dimension > 2 ? grid.x(2) : new double[n]};
        px = grid.period(0);
        py = grid.period(1);
        halfX = px > 0 ? px / 2 : Double.POSITIVE_INFINITY;
        halfY = py > 0 ? py / 2 : Double.POSITIVE_INFINITY;
    }

    final double acrossX(double d) {
        return d > halfX ? d - px : d < -halfX ? d + px : d;
    }

    final double acrossY(double d) {
        return d > halfY ? d - py : d < -halfY ? d + py : d;
    }

    final double[] sorted(double[] fluid, double[] walls) {
        double[] all = Arrays.copyOf(fluid, wall.length);
        System.arraycopy(walls, 0, all, fluids, walls.length);
        return grid.gather(all);
    }

    /** Values of fluid particles, back in the order of their birth. */
    final double[] fluid(double[] sorted) {
        double[] to = new double[fluids];
        for (int k = 0; k < sorted.length; k++) {
            if (!wall[k]) {
                to[grid.order()[k]] = sorted[k];
            }
        }
        return to;
    }

    /** Mean number of fluid and wall particles that a fluid particle sees. */
    final double neighbors() {
        long sum = 0;
        for (int k = 0; k < wall.length; k++) {
            sum += wall[k] ? 0 : near.count(k);
        }
        return fluids == 0 ? 0 : (double) sum / fluids;
    }

    final double distance(int i, int j) {
        double dx = acrossX(x[0][i] - x[0][j]);
        double dy = acrossY(x[1][i] - x[1][j]);
        double dz = x[2][i] - x[2][j];
        return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }

    /** Does something for every fluid particle, in any order, since each writes its own. */
    final void each(IntConsumer task) {
        inBlocks((from, to) -> {
            for (int i = from; i < to; i++) {
                if (!wall[i]) {
                    task.accept(i);
                }
            }
        });
    }

    final void inBlocks(Workers.RangeTask task) {
        context.workers().forRanges(wall.length, BLOCK, (from, to) -> {
            context.cancel().throwIfCancelled();
            task.run(from, to);
        });
    }
}
