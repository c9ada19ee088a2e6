package org.pushforward.engine.mesh;

import java.util.List;
import org.pushforward.engine.api.Benchmark;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Course;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Pane.Drawing;
import org.pushforward.engine.api.Pane.Style;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;

/**
 * {@code mesh.monge-ampere}: optimal-transport mesh movement on a rectangle, m(ξ+∇φ) det(I+D²φ) = θ with ∂φ/∂n = 0 (Budd & Williams
 * 2009).
 *
 * <p>Analytic monitors live on the unit square; a picture on [0, width/height] × [0, 1], y up. One step is one Newton iteration, or
 * one time level of the moving bell. Stateless and thread-safe.
 *
 * @see MongeAmpereMover
 */
public final class MongeAmpereExperiment implements Experiment {

    private static final Description DESCRIPTION = new Description("mesh.monge-ampere", "Monge-Ampère mesh mover",
            "A uniform mesh moves along the gradient of a convex potential until every cell holds the same amount of the monitor m: "
                    + "small cells where m is large. Among all meshes that do so it is the one that moves least (optimal transport), "
                    + "so it cannot fold. The potential solves a Monge-Ampère equation; Newton's method in logarithms does it, with "
                    + "GMRES preconditioned by a cosine-transform Poisson solver, in a number of iterations that does not grow with n. "
                    + "Paint with the brush to ask for more cells somewhere.",
            List.of("m(ξ+∇φ) · det(I+D²φ) = θ", "∂φ/∂n = 0", "x = ξ + ∇φ"),
            List.of(new Citation("C. J. Budd, J. F. Williams", 2009, "Moving mesh generation using the parabolic Monge-Ampère equation",
                            "10.1137/080716773"),
                    new Citation("M. M. Sulman, J. F. Williams, R. D. Russell", 2011,
                            "An efficient approach for the numerical solution of the Monge-Ampère equation", ""),
                    new Citation("A. T. T. McRae, C. J. Cotter, C. J. Budd", 2016,
                            "Optimal-transport-based mesh adaptivity on the plane and sphere using finite elements", "1612.08077")));

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return MongeAmpereParameters.all();
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                Pane.plane("mesh", "Physical mesh", "x = ξ + ∇φ", new Drawing("monitor", Style.FILL),
                        new Drawing("picture", Style.IMAGE), new Drawing("mesh", Style.LINES)),
                Pane.plane("area", "Cell area", "det J, log scale", new Drawing("mesh", Style.CELLS, "det-j")).onLogScale()
                        .noted("Dark cells are small; they lie where the density is large. None may have an area below 0."),
                Pane.history("residual", "Residual", "per step", "residual").onLogScale()
                        .noted("Near the solution each Newton step doubles the digits: the curve bends down."),
                Pane.space("potential", "Potential φ", "its gradient moves the mesh", new Drawing("potential", Style.SURFACE)),
                Pane.plot("mass", "Mass per cell", "∫m over each cell, over the mean", new Drawing("mass-histogram", Style.BARS))
                        .noted("All bars should gather at 1: then every cell holds the same mass."),
                Pane.space("monitor", "Density m", "as height", new Drawing("monitor", Style.SURFACE)),
                Pane.plane("displacement", "Displacement", "∇φ over the density", new Drawing("monitor", Style.FILL),
                        new Drawing("displacement", Style.ARROWS)),
                Pane.history("iterations", "Iterations", "Newton and GMRES to date", "newton-iterations", "linear-iterations"));
    }

    @Override
    public boolean paintable() {
        return true;
    }

    @Override
    public List<Check> checks() {
        return MongeAmpereChecks.all();
    }

    @Override
    public List<Benchmark> benchmarks() {
        return MongeAmpereBenchmarks.all();
    }

    @Override
    public Course course(ParameterSet parameters) {
        return parameters.choice(MongeAmpereParameters.MONITOR).equals(MongeAmpereParameters.MOVING_BELL)
                ? new Course.Counted(MovingTime.levels(parameters)) : Course.CONVERGENT;
    }

    @Override
    public double stepsPerSecond(ParameterSet parameters) {
        return course(parameters).hasEnd() ? 30 : 4;
    }

    @Override
    public List<String> tiny() {
        return List.of("monitor=ring n=12",
                "monitor=moving-bell n=8 end-time=0.05");
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new MongeAmpereMover(parameters);
    }
}
