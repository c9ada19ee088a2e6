package org.pushforward.engine.mesh;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.geometry.PlaneMesh;

/** Moves the nodes of a mesh towards a monitor, a step at a time. Thread-safe; places are immutable. */
interface MeshMover {

    /** In the order in which they are shown. */
    List<String> NAMES = List.of("mmpde", "monge-ampere", "pma", "winslow", "laplacian", "springs", "torsional", "lloyd", "semi-discrete");
    List<String> OF_POTENTIALS = List.of("monge-ampere", "pma");
    List<String> OF_DIAGRAMS = List.of("lloyd", "semi-discrete");
    List<String> OF_FUNCTIONALS = List.of("mmpde", "winslow");

    String RUNNING = "";
    String CONVERGED = "converged";

    /**
     * What a mover works on.
     *
     * @param nx and {@code ny}: cells of the grid; 0 for a mesh from a file
     * @param slide whether boundary nodes slide
     * @param theta and {@code power}: θ and p of Huang's functional
     */
    record Task(PlaneMesh mesh, MonitorFunction monitor, ParameterSet parameters, Rect domain, int nx, int ny, boolean slide, double theta, double power, double tolerance) {
        boolean isGrid() {
            return nx > 0;
        }
    }

    /**
     * Where a mover stands.
     *
     * @param xy nodes; never a folded mesh
     * @param residual what must fall: of the equation, or the largest move of a node in a sweep over the width of a cell
     * @param functional what the mover lessens; NaN for one that lessens nothing
     * @param end {@link #RUNNING}, {@link #CONVERGED}, or why it goes no further
     * @param memory of the mover
     */
    record Place(double[] xy, double residual, double functional, int iterations, String end, Object memory) {
        boolean isRunning() {
            return end.isEmpty();
        }

        Place ended(String why) {
            return new Place(xy, residual, functional, iterations, why, memory);
        }
    }

    /** The least that a sweep has moved yet, and the sweeps since then. */
    record Patience(double least, int idle) {
        static final Patience FRESH = new Patience(Double.POSITIVE_INFINITY, 0);

        Patience after(double far) {
            return far < least ? new Patience(far, 0) : new Patience(least, idle + 1);
        }
    }

    /** After a sweep from a place whose memory is {@link Patience}; it ends where nodes no longer move or, for as long as is bearable, move no less. */
    static Place swept(Task task, Place s, double[] moved, int bearable) {
        if (task.mesh().folded(moved) > 0) {
            return s.ended(folds(task.mesh(), moved));
        }
        double far = farthest(task.mesh(), s.xy(), moved);
        Patience after = ((Patience) s.memory()).after(far);
        String end = far <= task.tolerance() ? CONVERGED : after.idle > bearable ? String.format(Locale.ROOT, "nodes go to and fro by %.1e cells", far) : RUNNING;
        return new Place(moved, far, Double.NaN, s.iterations() + 1, end, after);
    }

    Place start();

    Place next(Place s, StepContext context);

    static MeshMover of(String name, Task task) {
        return switch (name) {
            case "mmpde", "winslow" -> new FunctionalMover(task, name);
            case "laplacian", "springs", "torsional" -> new SweepMover(task, name);
            case "lloyd", "semi-discrete" -> new DiagramMover(task, name);
            case "monge-ampere", "pma" -> new PotentialMover(task, name);
            default -> throw new IllegalArgumentException("no mover " + name);
        };
    }

    /** Why a mover cannot do a mesh, if it cannot. */
    static Optional<String> refusal(String name, boolean isGrid, boolean slide) {
        boolean isOfPotential = OF_POTENTIALS.contains(name);
        boolean isOfDiagram = OF_DIAGRAMS.contains(name);
        if (!isGrid && isOfPotential) {
            return Optional.of("needs a grid: it solves by cosine transforms of a rectangle");
        }
        if (!isGrid && isOfDiagram) {
            return Optional.of("needs a rectangle: its cells are cut by the sides");
        }
        if (!slide && (isOfPotential || name.equals("semi-discrete"))) {
            return Optional.of("slides on the sides: it has no other mesh");
        }
        return Optional.empty();
    }

    /** Names the cell in which a mesh would fold. */
    static String folds(PlaneMesh mesh, double[] xy) {
        int c = mesh.worst(xy);
        int v = mesh.cells()[c * mesh.corners()];
        return String.format(Locale.ROOT, "folds at cell %d near (%.3f, %.3f)", c, xy[2 * v], xy[2 * v + 1]);
    }

    /** How far nodes went at most, over the width of a cell. */
    static double farthest(PlaneMesh mesh, double[] from, double[] to) {
        double most = 0;
        for (int k = 0; k < from.length; k += 2) {
            most = Math.max(most, Math.hypot(to[k] - from[k], to[k + 1] - from[k + 1]));
        }
        return most / mesh.width();
    }
}
