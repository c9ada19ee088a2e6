package org.pushforward.engine.mesh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Status;

/** Says why a mesh mover cannot go on, and what would help. */
final class MoverFailure {

    private static final int FINEST = 8;
    private static final double LOOSE = 1e-4;

    private MoverFailure() { }

    static Status stalled(MoverState s, MeshGrid grid, String reason, int cell) {
        String explanation = String.format(Locale.ROOT, "Newton's method stalled at residual %.2g: %s", s.evaluation().residual(), reason);
        return new Status.Failed(new Status.Failure(Status.Kind.STALLED, "residual", where(grid, cell), explanation,
                remedies(s.parameters(), grid)));
    }

    static Status monitorNotFinite(MoverState s, MeshGrid grid) {
        return new Status.Failed(new Status.Failure(Status.Kind.DIVERGED, "monitor", where(grid, s.evaluation().minCell()),
                "The monitor is too large to be integrated in double precision", remedies(s.parameters(), grid)));
    }

    private static String where(MeshGrid grid, int cell) {
        return "cell (" + cell / grid.solveNy() + ", " + cell % grid.solveNy() + ") of " + grid.solveNx() + " × " + grid.solveNy();
    }

    private static List<Status.Remedy> remedies(ParameterSet p, MeshGrid grid) {
        List<Status.Remedy> all = new ArrayList<>();
        int finer = 2 * grid.refine();
        if (finer <= FINEST && 4L * grid.solveCells() <= MeshGrid.MAX_CELLS) {
            all.add(new Status.Remedy("refine the solve grid", "refine", String.valueOf(finer)));
        }
        if (p.isShown("alpha")) {
            all.add(new Status.Remedy("reduce α", "alpha", p.real("alpha") / 2));
        }
        if (p.isShown("scale")) {
            all.add(new Status.Remedy("adapt less", "scale", Math.min(1e300, 2 * p.real("scale"))));
        }
        all.add(new Status.Remedy("smooth the monitor", "smoothing", p.real("smoothing") + 2));
        if (p.real("tolerance") < LOOSE) {
            all.add(new Status.Remedy("loosen the tolerance", "tolerance", LOOSE));
        }
        return all;
    }
}
