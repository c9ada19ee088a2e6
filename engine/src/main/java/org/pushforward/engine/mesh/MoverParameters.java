package org.pushforward.engine.mesh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.Choice;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Real;
import org.pushforward.engine.api.Parameter.Scale;
import org.pushforward.engine.api.Parameter.Source;
import org.pushforward.engine.api.Parameter.Whole;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.TriangleFile;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.geometry.PlaneMesh;

/** The parameters of {@code mesh.movers} and {@code mesh.menu}, and the task that they set. */
final class MoverParameters {

    static final String MOVER = "mover";
    static final String METRIC = "metric";
    static final String ANISOTROPIC = "anisotropic";
    private static final String CELLS = "cells";
    private static final String FILE = "file";
    private static final Set<String> OF_FUNCTIONS = Set.of(MongeAmpereParameters.HESSIAN, MongeAmpereParameters.HESSIAN_MAX, MongeAmpereParameters.GRADIENT,
            MongeAmpereParameters.ARC_LENGTH);
    /** The mesh that is there when no file is given. */
    private static final String SAMPLE = "plate.msh";

    private MoverParameters() { }

    /** @param firstMonitor the default */
    static List<Parameter<?>> all(boolean choosesMover, String firstMonitor) {
        List<Parameter<?>> all = new ArrayList<>();
        if (choosesMover) {
            all.add(new Choice(Info.of(MOVER, "V", "Mover", "Mesh", "What moves the nodes."), MeshMover.NAMES, Default.of("mmpde")));
        }
        all.add(new Choice(Info.of(CELLS, "K", "Cells", "Mesh", "Triangles or quadrilaterals of a grid, or triangles of a file."), List.of("triangles", "quadrilaterals", FILE),
                Default.of("triangles")));
        all.add(new Source(Info.of("mesh-file", "K", "Mesh file", "Mesh", "Gmsh .msh 2.2 or 4.1 in ASCII, or OBJ; shifted and scaled alike into the unit square.").shownFor(CELLS, FILE),
                "a mesh", TriangleFile.EXTENSIONS, List.of(), Default.of(SourceFile.sample(SAMPLE)), file -> TriangleFile.read(file).understood()));
        all.add(new Whole(Info.of("n", "n", "Cells per side", "Mesh", "Cells along the shorter side.").shownFor(CELLS, "triangles", "quadrilaterals"), Range.of(8, 96), Range.of(2, 512),
                Scale.LINEAR, Default.of(32)));
        all.add(new Choice(Info.of("boundary", "∂Ω", "Boundary", "Mesh", "Nodes of a side slide along it, or stay; corners stay."), List.of("slide", "fixed"), Default.of("slide")));
        all.addAll(MongeAmpereParameters.ofMonitor(firstMonitor));
        if (choosesMover) {
            all.add(new Choice(Info.of(METRIC, "M", "Metric", "Monitor", "m alike in all directions, or det(B)^((q−1)/2) B with B = I + |H|/α, which lets cells be short across a front and long along it.")
                    .source("Huang 2005").shownFor(MOVER, "mmpde").shownFor("monitor", MongeAmpereParameters.HESSIAN), List.of("isotropic", ANISOTROPIC), Default.of("isotropic")));
        }
        Info theta = Info.of("theta", "θ", "Balance", "Method", "Of right shapes (½) and equal masses (0) in Huang's functional.");
        Info power = Info.of("power", "p", "Power", "Method", "Of Huang's functional.");
        all.add(new Real(choosesMover ? theta.shownFor(MOVER, "mmpde") : theta, Range.of(0.1, 0.5), Range.of(1e-6, 0.5), Scale.LINEAR, Default.of(1.0 / 3)));
        all.add(new Real(choosesMover ? power.shownFor(MOVER, "mmpde") : power, Range.of(1.1, 3), Range.of(1.001, 20), Scale.LINEAR, Default.of(1.5)));
        all.add(new Real(Info.of("tolerance", "ε", "Tolerance", "Method", "Residual of the equation, or the largest move of a node in a sweep over the width of a cell, at which to stop."),
                Range.of(1e-10, 1e-2), Range.of(1e-12, 1), Scale.LOG, Default.of(1e-6)));
        return all;
    }

    static MeshMover.Task task(ParameterSet p) {
        MonitorModel model = new MonitorModel(p).requireModerate(p);
        MonitorFunction monitor = isAnisotropic(p) ? metric(p) : model.monitor(p, PaintedDensity.NONE, 0);
        boolean slide = p.choice("boundary").equals("slide");
        if (p.choice(CELLS).equals(FILE)) {
            if (model.photograph().isPresent()) {
                throw new InputException("monitor: a picture has its own rectangle and a mesh file another outline", "take another monitor, or cells=triangles");
            }
            return new MeshMover.Task(mesh(p.source("mesh-file")), monitor, p, Rect.UNIT, 0, 0, slide, p.real("theta"), p.real("power"), p.real("tolerance"));
        }
        MeshGrid grid = MeshGrid.of(model.domain(), p.whole("n"), 1);
        PlaneMesh mesh = p.choice(CELLS).equals("triangles") ? PlaneMesh.triangles(model.domain(), grid.nx(), grid.ny()) : PlaneMesh.quadrilaterals(model.domain(), grid.nx(), grid.ny());
        return new MeshMover.Task(mesh, monitor, p, model.domain(), grid.nx(), grid.ny(), slide, p.real("theta"), p.real("power"), p.real("tolerance"));
    }

    static boolean isAnisotropic(ParameterSet p) {
        return p.values().containsKey(METRIC) && p.isShown(METRIC) && p.choice(METRIC).equals(ANISOTROPIC);
    }

    static AnisotropicMetric metric(ParameterSet p) {
        return AnisotropicMetric.of(AnisotropicMetric.Hessian.of(SampleFunction.named(p.choice("function"))), Rect.UNIT, p.real("scale"), p.real("exponent"), p.real("smoothing"));
    }

    /** The function whose derivatives make the monitor, if they do. */
    static Optional<SampleFunction> function(ParameterSet p) {
        return OF_FUNCTIONS.contains(p.choice("monitor")) ? Optional.of(SampleFunction.named(p.choice("function"))) : Optional.empty();
    }

    /** Shifted and scaled alike along x and y, in the middle of the unit square. */
    private static PlaneMesh mesh(SourceFile file) {
        TriangleFile t = TriangleFile.read(file);
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int v : t.triangles()) {
            for (int k = 0; k < 2; k++) {
                low[k] = Math.min(low[k], t.xy()[2 * v + k]);
                high[k] = Math.max(high[k], t.xy()[2 * v + k]);
            }
        }
        double scale = Math.max(high[0] - low[0], high[1] - low[1]);
        if (!(scale > 0)) {
            throw new InputException(file.name() + ": all nodes are in one place", "give a mesh with an area");
        }
        double[] xy = t.xy().clone();
        for (int k = 0; k < xy.length; k++) {
            xy[k] = (xy[k] - 0.5 * (low[k % 2] + high[k % 2])) / scale + 0.5;
        }
        return PlaneMesh.triangles(file.name(), xy, t.triangles());
    }
}
