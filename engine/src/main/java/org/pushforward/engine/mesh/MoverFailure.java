package org.pushforward.engine.mesh;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.geometry.MeshGrid;

/** Says why a mesh mover cannot go on, and what would help. */
final class MoverFailure {

    private static final int FINEST = 8;
    private static final double LOOSE = 1e-4;
    private static final int MOST_TRIALS = 12;
    private static final double WEAKER = 0.6;

    private MoverFailure() { }

    static Status stalled(MoverState s, MeshGrid grid, String reason, int cell, Optional<Status.Remedy> tried) {
        String explanation = String.format(Locale.ROOT, "Newton's method stalled at residual %.2g: %s", s.evaluation().residual(), reason);
        List<Status.Remedy> all = new ArrayList<>(remedies(s.parameters(), grid));
        tried.ifPresent(t -> {
            all.removeIf(r -> r.parameter().equals(t.parameter()));
            all.addFirst(t);
        });
        return new Status.Failed(new Status.Failure(Status.Kind.STALLED, "residual", where(grid, cell), explanation, all));
    }

    /**
     * What to try at a stall, the mildest first: a weaker monitor. A power p of m was solved, whose largest value is that of a monitor
     * with the strength (1+α)^p − 1; the search starts half way to it.
     */
    static List<Status.Remedy> candidates(MoverState s) {
        ParameterSet p = s.parameters();
        List<Status.Remedy> all = new ArrayList<>();
        if (p.isShown("alpha")) {
            double alpha = p.real("alpha");
            double solved = Math.pow(1 + alpha, s.continuation().good()) - 1;
            double next = Math.sqrt(alpha * solved);
            for (int k = 0; k < MOST_TRIALS; k++) {
                double rounded = roundedDown(next);
                all.add(new Status.Remedy("reduce α to " + Parameter.Real.text(rounded), "alpha", rounded));
                next *= k == 0 ? Math.sqrt(solved / alpha) : WEAKER;
            }
        } else if (p.isShown("scale")) {
            double next = p.real("scale");
            for (int k = 0; k < MOST_TRIALS && next < 1e300; k++) {
                next /= WEAKER;
                double rounded = roundedDown(next);
                all.add(new Status.Remedy("raise the scale to " + Parameter.Real.text(rounded), "scale", rounded));
            }
        }
        return all;
    }

    /** To two significant digits. */
    private static double roundedDown(double value) {
        return value > 0 ? new BigDecimal(value).round(new MathContext(2, RoundingMode.DOWN)).doubleValue() : 0;
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
