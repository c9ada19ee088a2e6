package org.pushforward.engine.mesh;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.Choice;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Real;
import org.pushforward.engine.api.Parameter.Scale;
import org.pushforward.engine.api.Parameter.Source;
import org.pushforward.engine.api.Parameter.Text;
import org.pushforward.engine.api.Parameter.Whole;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.PictureReader;

/** The parameters of {@link MongeAmpereExperiment}, in the order in which they are shown. */
final class MongeAmpereParameters {

    static final String MONITOR = "monitor";
    static final String CONSTANT = "constant";
    static final String RING = "ring";
    static final String BELL = "bell";
    static final String MOVING_BELL = "moving-bell";
    static final String SEPARABLE = "separable";
    static final String HESSIAN = "hessian";
    static final String HESSIAN_MAX = "hessian-max";
    static final String GRADIENT = "gradient";
    static final String IMAGE = "image";
    static final String ARC_LENGTH = "arc-length";
    static final String FORMULA = "formula";
    static final String AUTO = "auto";
    static final String MONITOR_FORMULA = "monitor-formula";

    private static final String DENSITY = "Monitor";
    private static final String MESH = "Mesh";
    private static final String TIME = "Time";
    private static final String SOLVER = "Solver";

    /** Made once: the default picture is read and hashed for it. */
    private static final List<Parameter<?>> ALL = List.of(monitor(), formula(), image(), feature(), function(), alpha(), beta(), radius2(), scale(),
            exponent(), smoothing(), n(), refine(), endTime(), dt(), tolerance(), continuation());

    private MongeAmpereParameters() { }

    static List<Parameter<?>> all() {
        return ALL;
    }

    /** Those of a monitor that does not move, of which this one is the default. */
    static List<Parameter<?>> ofMonitor(String first) {
        List<Parameter<?>> some = new ArrayList<>(List.of(monitor(List.of(CONSTANT, RING, BELL, SEPARABLE, HESSIAN, HESSIAN_MAX, GRADIENT, ARC_LENGTH, FORMULA, IMAGE), first)));
        some.addAll(List.of(formula(), image(), feature(), function(), alpha(), beta(), radius2(), scale(), exponent(), smoothing()));
        return some;
    }

    private static Parameter<?> monitor() {
        return monitor(List.of(CONSTANT, RING, BELL, MOVING_BELL, SEPARABLE, HESSIAN, HESSIAN_MAX, GRADIENT, ARC_LENGTH, FORMULA, IMAGE), IMAGE);
    }

    private static Parameter<?> monitor(List<String> words, String first) {
        return new Choice(Info.of(MONITOR, "m", "Monitor", DENSITY, "Where small cells are wanted: m is large there."), words, Default.of(first));
    }

    private static Parameter<?> formula() {
        return new Text(Info.of(MONITOR_FORMULA, "m", "Formula", DENSITY, "Positive on the unit square; r2 is the squared distance from its middle.").shownFor(MONITOR, FORMULA),
                "a formula in x, y, r2", text -> FormulaMonitor.of(MONITOR_FORMULA, text), Default.of("1 + 20*exp(-4000*(r2-0.1)^2)"));
    }

    private static Parameter<?> image() {
        return new Source(Info.of("image", "L", "Picture", DENSITY, "The picture whose features attract the mesh.")
                .shownFor(MONITOR, IMAGE), "a picture", PictureReader.EXTENSIONS, List.of(), Default.of(SourceFile.sample("flower.jpg")),
                file -> PictureReader.read(file).understood());
    }

    private static Parameter<?> feature() {
        return new Choice(Info.of("feature", "e", "Feature", DENSITY, "What of the picture attracts cells: edges, light or dark parts.")
                .shownFor(MONITOR, IMAGE), List.of("edges", "luminance", "darkness"), Default.of("edges"));
    }

    private static Parameter<?> function() {
        return new Choice(Info.of("function", "f", "Function", DENSITY, "The function whose derivatives make the monitor.")
                .shownFor(MONITOR, HESSIAN, HESSIAN_MAX, GRADIENT, ARC_LENGTH), List.of("gaussian", "ring", "wavefront"), Default.of("gaussian"));
    }

    private static Parameter<?> alpha() {
        return new Real(Info.of("alpha", "α", "Strength", DENSITY, "Height of the monitor: how much denser cells may get.").live()
                .shownFor(MONITOR, RING, BELL, MOVING_BELL, SEPARABLE, HESSIAN_MAX, IMAGE), Range.of(0, 60), Range.of(0, 1e4),
                Scale.LINEAR, Default.by(MONITOR, 14.0).when(50.0, BELL, MOVING_BELL).when(10.0, RING, SEPARABLE)
                        .when(5.0, HESSIAN_MAX));
    }

    private static Parameter<?> beta() {
        return new Real(Info.of("beta", "β", "Steepness", DENSITY, "How narrow the feature of the monitor is.").live()
                .shownFor(MONITOR, RING, SEPARABLE), Range.of(1, 300), Range.of(1e-3, 1e5), Scale.LOG,
                Default.by(MONITOR, 200.0).when(20.0, SEPARABLE));
    }

    private static Parameter<?> radius2() {
        return new Real(Info.of("radius2", "r²", "Squared radius", DENSITY, "Square of the radius of the ring.").live()
                .shownFor(MONITOR, RING), Range.of(0.01, 0.25), Range.of(1e-4, 0.5), Scale.LINEAR, Default.of(0.15));
    }

    private static Parameter<?> scale() {
        return new Real(Info.of("scale", "s", "Scale", DENSITY, "Derivatives are measured in s times their mean; a smaller s adapts more.")
                .live().shownFor(MONITOR, HESSIAN, GRADIENT), Range.of(0.05, 5), Range.positive(), Scale.LOG,
                Default.by(MONITOR, 0.3).when(1.0, GRADIENT));
    }

    private static Parameter<?> exponent() {
        return new Real(Info.of("exponent", "q", "Exponent", DENSITY, "m = 1 + (|D|/(s⟨|D|⟩))^q with the second derivatives D, or the first. "
                + "For second derivatives ⅔ is best for the L2 error of linear interpolation.")
                .source("Huang & Russell 2011").shownFor(MONITOR, HESSIAN, GRADIENT), Range.of(0.1, 2), Range.positive(), Scale.LINEAR,
                Default.by(MONITOR, 2.0 / 3).when(1.0, GRADIENT));
    }

    private static Parameter<?> smoothing() {
        return new Real(Info.of("smoothing", "σ", "Smoothing", DENSITY,
                "Gaussian blur, in pixels of which the shorter side has 256.").unit("px").live(), Range.of(0, 20),
                Range.nonNegative(), Scale.LINEAR, Default.by(MONITOR, 0.0).when(4.0, IMAGE));
    }

    private static Parameter<?> n() {
        return new Whole(Info.of("n", "n", "Cells per side", MESH, "Cells along the shorter side."), Range.of(8, 256), Range.of(2, 2048),
                Scale.LINEAR, Default.of(72));
    }

    private static Parameter<?> refine() {
        return new Choice(Info.of("refine", "k", "Solve grid", MESH,
                "The equation is solved on a k times finer grid and every k-th node is kept; auto resolves the monitor."),
                List.of(AUTO, "1", "2", "4", "8"), Default.of(AUTO));
    }

    private static Parameter<?> endTime() {
        return new Real(Info.of("end-time", "T", "End time", TIME, "The bell goes round once per unit of time.")
                .shownFor(MONITOR, MOVING_BELL), Range.of(0.1, 4), Range.positive(), Scale.LINEAR, Default.of(1.0));
    }

    private static Parameter<?> dt() {
        return new Real(Info.of("dt", "Δt", "Time step", TIME, "Time between two meshes.").shownFor(MONITOR, MOVING_BELL),
                Range.of(1e-3, 0.1), Range.positive(), Scale.LOG, Default.of(0.01));
    }

    private static Parameter<?> tolerance() {
        return new Real(Info.of("tolerance", "ε", "Tolerance", SOLVER, "The run has converged when the residual is at most that."),
                Range.of(1e-10, 1e-2), Range.of(1e-12, 1), Scale.LOG, Default.of(1e-8));
    }

    private static Parameter<?> continuation() {
        return new Choice(Info.of("continuation", "p", "Continuation", SOLVER,
                "Stages in which the power of m rises to 1; auto takes more than one for sharp monitors only."),
                List.of(AUTO, "1", "2", "4", "8"), Default.of(AUTO));
    }
}
