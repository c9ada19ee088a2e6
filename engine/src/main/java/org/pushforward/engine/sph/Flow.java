package org.pushforward.engine.sph;

import java.util.List;

/**
 * Where a run of a fluid stands. Nobody writes to it.
 *
 * @param dt the last time step
 * @param tools what brushes and the hand have done
 * @param phase of the sloshing tank
 * @param numbers what is read off
 * @param lines velocities on the middle lines of the cavity over the last unit of time
 */
record Flow(double time, double dt, Fluid fluid, Walls walls, Tools tools, double phase, Numbers numbers, List<Line> lines, Solve solve) {

    Flow(double time, double dt, Fluid fluid, Walls walls, Tools tools, double phase, Numbers numbers, List<Line> lines) {
        this(time, dt, fluid, walls, tools, phase, numbers, lines, Solve.NONE);
    }

    /**
     * How pressures were solved for, where they are.
     *
     * @param error mean excess of density that was foreseen
     * @param actual mean excess that the move before has left
     */
    record Solve(double error, double actual, int iterations, int divergenceIterations) {
        static final Solve NONE = new Solve(0, 0, 0, 0);
    }

    /**
     * @param handled ids of the strokes that were carried out, one a part
     * @param end where the last part ended, or nothing
     * @param obstacle its center: across and up
     * @param taken what was erased
     * @param moves where strokes have sent the obstacle since its sliders were moved, the last of which holds; none: where the sliders say
     */
    record Tools(List<Long> handled, double[] end, double[] obstacle, List<Taken> taken, List<Move> moves) {
        Tools(List<Long> handled, double[] end, double[] obstacle) {
            this(handled, end, obstacle, List.of(), List.of());
        }

        Tools at(double[] center) {
            return new Tools(handled, end, center, taken, moves);
        }

        Tools with(List<Move> newMoves) {
            return new Tools(handled, end, obstacle, taken, newMoves);
        }
    }

    /** A stroke that sends the obstacle to a place: across and up. */
    record Move(long stroke, double x, double y) { }

    /** What a stroke has erased, which comes back when the stroke is taken back. */
    record Taken(long stroke, Brush.Scene what) { }

    /** Velocities u on the vertical line and v on the horizontal one, at the places of the tables. */
    record Line(double time, double[] u, double[] v) { }

    /** What is read off once a step; see {@link FlowNumbers}. */
    record Numbers(double kinetic, double potential, double fastest, double densityError, double neighbors, double angular, double[] momentum, double front,
            double[] semiAxes, int escaped, double pressureError, double profileError) { }

    /** This at another time, with other particles. */
    Flow with(Fluid newFluid, Walls newWalls, Tools newTools) {
        return new Flow(time, dt, newFluid, newWalls, newTools, phase, numbers, lines, solve);
    }

    /** This with other numbers. */
    Flow with(Numbers newNumbers) {
        return new Flow(time, dt, fluid, walls, tools, phase, newNumbers, lines, solve);
    }

    /** This with how it was solved. */
    Flow with(Solve newSolve) {
        return new Flow(time, dt, fluid, walls, tools, phase, numbers, lines, newSolve);
    }
}
