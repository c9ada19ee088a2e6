package org.pushforward.engine.geometry;

import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Rect;

/**
 * The computational domain, the cells of the mesh, and the finer grid on which the equation is solved.
 *
 * @param nx cells of the mesh along x
 * @param ny cells of the mesh along y
 * @param refine k: the solve grid has k·nx × k·ny cells, and every k-th node of it is a node of the mesh
 */
public record MeshGrid(Rect domain, int nx, int ny, int refine) {

    /** Larger solve grids are refused: they would need several GiB. */
    public static final long MAX_CELLS = 6_000_000;

    public MeshGrid {
        long cells = (long) refine * nx * refine * ny;
        if (cells > MAX_CELLS) {
            throw new InputException("n: the solve grid would have " + (long) refine * nx + " × " + (long) refine * ny
                    + " cells; at most " + MAX_CELLS / 1_000_000 + " million fit", "use a smaller n or refine");
        }
    }

    /** n nearly square cells along the shorter side. */
    public static MeshGrid of(Rect domain, int n, int refine) {
        double shorter = Math.min(domain.width(), domain.height());
        int nx = Math.max(n, (int) Math.round(n * domain.width() / shorter));
        int ny = Math.max(n, (int) Math.round(n * domain.height() / shorter));
        return new MeshGrid(domain, nx, ny, refine);
    }

    public int solveNx() {
        return refine * nx;
    }

    public int solveNy() {
        return refine * ny;
    }

    public int solveCells() {
        return solveNx() * solveNy();
    }

    /** Cell width of the solve grid. */
    public double hx() {
        return domain.width() / solveNx();
    }

    /** Cell height of the solve grid. */
    public double hy() {
        return domain.height() / solveNy();
    }

    /** Area of a cell of the uniform mesh. */
    public double cellArea() {
        return domain.width() / nx * (domain.height() / ny);
    }
}
